import { expect, it } from 'vitest'
import { asConversationId } from '@shared/ids'
import { failed, ok } from '@shared/result'
import { groupHandlers } from '../../src/main/ipc/group-handlers'
import type { SignedIn } from '../../src/main/ipc/session'

const GROUP = asConversationId('c2g:g')

it('a group’s title and notice are asked for in one call, whose failure is the answer', async () => {
  const asked: unknown[] = []
  let answer: unknown = ok(GROUP)
  const update = (...words: unknown[]): unknown => {
    asked.push(words)
    return Promise.resolve(answer)
  }
  const handlers = groupHandlers(() => ({ engine: { groups: { update } } }) as unknown as SignedIn)
  const change = { conversationId: GROUP, title: 'H', notice: 'n' }
  expect(await handlers['groups:update'](change)).toEqual(ok())
  expect(asked).toEqual([[GROUP, { title: 'H', notice: 'n' }]])
  answer = failed('forbidden')
  expect(await handlers['groups:update'](change)).toMatchObject({ ok: false, error: { code: 'forbidden' } })
})
