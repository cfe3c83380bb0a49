// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import { useListWidth } from '../../src/renderer/src/composables/use-list-width'
import { callsOf, open, type } from './composer-desk'
import { useFakeJim, withSetup } from './mount'

it('the end of the session keeps the draft at once, as it will not wait', async () => {
  const { jim, input } = await open()
  type(input(), 'half a sent')
  expect(callsOf(jim, 'conversations:set-draft')).toEqual([])
  jim.emit('session-ends', undefined)
  expect(callsOf(jim, 'conversations:set-draft')).toMatchObject([{ draft: 'half a sent' }])
})

it('the end of the session keeps the width of the list', () => {
  const jim = useFakeJim()
  const width = withSetup(useListWidth)
  width.value = 333
  jim.emit('session-ends', undefined)
  expect(jim.calls.filter(({ channel }) => channel === 'settings:set').map(({ argument }) => argument)).toEqual([{ listWidth: 333 }])
})
