import { describe, expect, it, vi } from 'vitest'
import { closeOnce } from '../../src/server/close-once'

describe('what is closed', () => {
  it('is closed once, what came last first, and nothing is kept from it by what fails', async () => {
    const told: string[] = []
    const closing = (name: string, failure?: Error) => async (): Promise<void> => {
      told.push(name)
      if (failure !== undefined) throw failure
    }
    const first = new Error('the bus does not answer')
    const onBegin = vi.fn()
    const close = closeOnce([closing('store'), closing('files', new Error('gone')), closing('bus', first), closing('ports')], onBegin)
    await expect(close()).rejects.toBe(first)
    await expect(close()).rejects.toBe(first)
    expect(told).toEqual(['ports', 'bus', 'files', 'store'])
    expect(onBegin).toHaveBeenCalledOnce()
  })

  it('is closed in peace where nothing fails', async () => {
    await expect(closeOnce([async () => undefined], () => undefined)()).resolves.toBeUndefined()
  })
})
