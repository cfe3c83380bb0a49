import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { IpcResult } from '../../src/shared/ipc'
import { fromJson, type JsonText } from '../../src/shared/json-text'
import type { Choice } from '../../src/shared/file'
import { ok, type Result } from '../../src/shared/result'
import { handleCalls, type IpcHandlers } from '../../src/main/ipc/typed-ipc'
import { silentLogger } from '../../src/main/lib/logger'

type Answer = (event: unknown, channel: unknown, argument: unknown) => Promise<JsonText<IpcResult<'settings:get'>>>

const doors = vi.hoisted((): Map<string, unknown> => new Map())
vi.mock('electron', () => ({
  ipcMain: { handle: (channel: string, answer: unknown) => doors.set(channel, answer), removeHandler: vi.fn() },
}))

const OWN = 'app://jim/index.html'
const handler = vi.fn(() => ok({ theme: 'dark' }))
const choosePaths = vi.fn((paths: readonly string[]) =>
  Promise.resolve(ok({ files: [], refused: paths.map((name) => ({ name, code: 'empty' as const })) })),
)

beforeEach(() => {
  handler.mockClear()
  choosePaths.mockClear()
  handleCalls({ 'settings:get': handler } as unknown as IpcHandlers, (url) => url === OWN, silentLogger, choosePaths)
})

/** A call from a frame at this address; the window's top frame, unless it is another. */
async function call({ url, isTop = true, channel = 'settings:get' as unknown }: { url?: string; isTop?: boolean; channel?: unknown }) {
  const frame = url === undefined ? null : { url }
  const event = { senderFrame: frame, sender: { mainFrame: isTop ? frame : { url: OWN } } }
  return fromJson(await (doors.get('jim:call') as Answer)(event, channel, undefined))
}

describe('the door from the renderer', () => {
  it('answers the top frame of our own page', async () => {
    expect(await call({ url: OWN })).toEqual({ ok: true, value: { theme: 'dark' } })
    expect(handler).toHaveBeenCalledTimes(1)
  })

  it.each([
    ['another page in the top frame', { url: 'https://example.com/' }],
    ['a blank page in the top frame', { url: 'about:blank' }],
    ['our own page in a frame within', { url: OWN, isTop: false }],
    ['a frame that is gone', {}],
    ['a frame that is gone, of a window without one', { isTop: false }],
  ])('refuses %s, before anything is looked at', async (_, from) => {
    expect(await call(from)).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(await call({ ...from, channel: {} })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(handler).not.toHaveBeenCalled()
  })

  it.each(['toString', '__proto__', 'settings:unheard-of', 7, undefined, {}])('knows no channel %s', async (channel) => {
    const answer = await call({ url: OWN, channel: channel ?? null })
    expect(answer).toMatchObject({ ok: false, error: { code: 'unknown_channel' } })
    expect(handler).not.toHaveBeenCalled()
  })
})

describe('the door for files that were dropped', () => {
  type GivePaths = (event: unknown, paths: unknown) => Promise<JsonText<Result<Choice>>>

  async function give(paths: unknown, url: string | undefined = OWN) {
    const frame = { url }
    return fromJson(await (doors.get('jim:files') as GivePaths)({ senderFrame: frame, sender: { mainFrame: frame } }, paths))
  }

  it('takes paths from the preload of our own page', async () => {
    expect(await give(['/a.txt'])).toEqual({ ok: true, value: { files: [], refused: [{ name: '/a.txt', code: 'empty' }] } })
  })

  it('is no channel that the page could call', async () => {
    expect(await call({ url: OWN, channel: 'jim:files' })).toMatchObject({ error: { code: 'unknown_channel' } })
    expect(await call({ url: OWN, channel: 'files:from' })).toMatchObject({ error: { code: 'unknown_channel' } })
    expect(choosePaths).not.toHaveBeenCalled()
  })

  it.each([
    ['another page', ['/a.txt'], 'https://example.com/', 'forbidden'],
    ['no list', '/a.txt', OWN, 'invalid_argument'],
    ['no texts', [1], OWN, 'invalid_argument'],
    ['an empty path', [''], OWN, 'invalid_argument'],
    ['too many', Array.from({ length: 201 }, () => '/a'), OWN, 'invalid_argument'],
  ])('refuses %s', async (_, paths, url, code) => {
    expect(await give(paths, url)).toMatchObject({ ok: false, error: { code } })
    expect(choosePaths).not.toHaveBeenCalled()
  })
})
