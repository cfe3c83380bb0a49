import { beforeEach, expect, it, vi } from 'vitest'
import { openCallDoor, type TakeCall, type TakePaths } from '../../src/main/ipc/call-door'

const electron = vi.hoisted(() => ({ handlers: new Map<string, unknown>() }))
vi.mock('electron', () => ({
  ipcMain: {
    handle: (channel: string, handler: unknown) => electron.handlers.set(channel, handler),
    removeHandler: (channel: string) => electron.handlers.delete(channel),
  },
}))

beforeEach(() => electron.handlers.clear())

const ask = (channel: string): Promise<string> => (electron.handlers.get('jim:call') as TakeCall)({} as never, channel, undefined)

it('keeps calls that come early until somebody answers, in their order', async () => {
  const door = openCallDoor()
  const early = [ask('account:state'), ask('conversations:list')]
  const taken: unknown[] = []
  const give = electron.handlers.get('jim:files') as TakePaths
  const dropped = give({} as never, ['/a.txt'])
  door.answerWith({
    take: (_event, channel) => {
      taken.push(channel)
      return Promise.resolve(`answer to ${String(channel)}`)
    },
    takePaths: (_event, paths) => Promise.resolve(`chosen ${String(paths)}`),
  })
  expect(await dropped).toBe('chosen /a.txt')
  expect(await Promise.all([...early, ask('sync:status')])).toEqual([
    'answer to account:state',
    'answer to conversations:list',
    'answer to sync:status',
  ])
  expect(taken).toEqual(['account:state', 'conversations:list', 'sync:status'])
})

it('takes no calls once it is closed', () => {
  openCallDoor().close()
  expect([...electron.handlers]).toEqual([])
})
