import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { IpcResult } from '../../src/shared/ipc'
import { fromJson, type JsonText } from '../../src/shared/json-text'
import { ok } from '../../src/shared/result'
import { handleCalls, type IpcHandlers } from '../../src/main/ipc/typed-ipc'
import { silentLogger } from '../../src/main/lib/logger'

type Answer = (event: unknown, channel: unknown, argument: unknown) => Promise<JsonText<IpcResult<'settings:get'>>>

const door = vi.hoisted((): { answer: unknown } => ({ answer: undefined }))
vi.mock('electron', () => ({ ipcMain: { handle: (_: string, answer: unknown) => (door.answer = answer), removeHandler: vi.fn() } }))

const OWN = 'app://jim/index.html'
const handler = vi.fn(() => ok({ theme: 'dark' }))

beforeEach(() => {
  handler.mockClear()
  handleCalls({ 'settings:get': handler } as unknown as IpcHandlers, (url) => url === OWN, silentLogger)
})

/** A call from a frame at this address; the window's top frame, unless it is another. */
async function call({ url, isTop = true, channel = 'settings:get' as unknown }: { url?: string; isTop?: boolean; channel?: unknown }) {
  const frame = url === undefined ? null : { url }
  const event = { senderFrame: frame, sender: { mainFrame: isTop ? frame : { url: OWN } } }
  return fromJson(await (door.answer as Answer)(event, channel, undefined))
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
