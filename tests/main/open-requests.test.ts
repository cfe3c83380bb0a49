import { expect, it, vi } from 'vitest'
import { asConversationId, asUserId } from '../../src/shared/ids'
import { OpenRequests } from '../../src/main/app/window/open-requests'

const bob = { conversationId: asConversationId('c2c:alice:bob') }
const team = { conversationId: asConversationId('c2g:team') }

it('holds the latest request back until the page has its list, and passes it on once', () => {
  const emit = vi.fn()
  const requests = new OpenRequests(emit)
  requests.open(bob)
  requests.open(team)
  expect(emit).not.toHaveBeenCalled()
  requests.listed()
  requests.listed()
  expect(emit.mock.calls).toEqual([[team]])
})

it('passes requests on at once while the page is there, and waits again for a new page', () => {
  const emit = vi.fn()
  const requests = new OpenRequests(emit)
  requests.listed()
  requests.open(bob)
  expect(emit.mock.calls).toEqual([[bob]])
  requests.reset()
  requests.open(team)
  expect(emit).toHaveBeenCalledTimes(1)
})

it('asks about the stranger of the latest link, once the page has its list', () => {
  const emit = vi.fn()
  const requests = new OpenRequests(emit)
  requests.open(bob)
  requests.open({ stranger: asUserId('xyz') })
  requests.listed()
  expect(emit.mock.calls).toEqual([[{ stranger: 'xyz' }]])
})

it('loses none of the files that were given meanwhile', () => {
  const emit = vi.fn()
  const requests = new OpenRequests(emit)
  const [first, second] = (['a', 'b'] as const).map((name) => ({ files: [], refused: [{ name, code: 'empty' as const }] }))
  requests.open({ given: first! })
  requests.open({ given: second! })
  requests.listed()
  expect(emit.mock.calls).toEqual([[{ given: { files: [], refused: [...first!.refused, ...second!.refused] } }]])
})
