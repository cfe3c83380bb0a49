import { describe, expect, it } from 'vitest'
import { Turns } from '../../src/server/world/turns'

/** Turns whose event loop is in the test's hands. */
function turns() {
  const batches: (readonly number[])[] = []
  const deferred: (() => void)[] = []
  const line = new Turns<number>(
    async (batch) => void batches.push(batch),
    (run) => void deferred.push(run),
  )
  const tick = () => deferred.splice(0).forEach((run) => run())
  return { line, batches, tick }
}

describe('turns', () => {
  it('takes those together that came together', async () => {
    const { line, batches, tick } = turns()
    for (const item of [1, 2, 3]) line.add(item)
    expect(batches).toEqual([])
    tick()
    await line.idle()
    line.add(4)
    tick()
    await line.idle()
    expect(batches).toEqual([[1, 2, 3], [4]])
  })

  it('runs what must be alone between what came before and after it', async () => {
    const { line, batches, tick } = turns()
    line.add(1)
    const alone = line.alone(async () => batches.length)
    line.add(2)
    tick()
    expect(await alone).toBe(1)
    await line.idle()
    expect(batches).toEqual([[1], [2]])
  })

  it('goes on after one that failed, and tells who asked', async () => {
    const { line, batches, tick } = turns()
    const failing = line.alone(() => Promise.reject(new Error('no')))
    line.add(1)
    tick()
    await expect(failing).rejects.toThrow('no')
    await line.idle()
    expect(batches).toEqual([[1]])
  })

  it('bounds a batch', async () => {
    const { line, batches, tick } = turns()
    for (let i = 0; i < 1200; i++) line.add(i)
    tick()
    await line.idle()
    expect(batches.map(({ length }) => length)).toEqual([500, 500, 200])
  })
})
