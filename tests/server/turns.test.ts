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

  describe('whose work has two halves', () => {
    /** What happens, in its order; each half ends when the test says so. */
    function halves() {
      const told: string[] = []
      const ends = new Map<string, () => void>()
      const half = (name: string): Promise<void> => {
        told.push(name)
        return new Promise((resolve) => void ends.set(name, resolve))
      }
      const line = new Turns<number>(
        async ([item], halfDone) => {
          await half(`${item} first`)
          await halfDone()
          await half(`${item} second`)
        },
        (run) => setImmediate(run),
      )
      const end = async (name: string): Promise<void> => {
        ends.get(name)!()
        await settled()
      }
      return { line, told, end }
    }
    const settled = async (): Promise<void> => {
      for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
    }

    it('begins the next while the second half of one is under way, and does one second half at a time', async () => {
      const { line, told, end } = halves()
      line.add(1)
      await settled()
      line.add(2)
      await settled()
      expect(told).toEqual(['1 first'])
      await end('1 first')
      expect(told).toEqual(['1 first', '1 second', '2 first'])
      await end('2 first')
      expect(told).toEqual(['1 first', '1 second', '2 first'])
      await end('1 second')
      expect(told).toEqual(['1 first', '1 second', '2 first', '2 second'])
    })

    it('begins what comes during a second half at once, and a third when the first is over', async () => {
      const { line, told, end } = halves()
      line.add(1)
      await settled()
      await end('1 first')
      line.add(2)
      await settled()
      expect(told).toEqual(['1 first', '1 second', '2 first'])
      await end('2 first')
      line.add(3)
      await settled()
      expect(told).toEqual(['1 first', '1 second', '2 first'])
      await end('1 second')
      expect(told).toEqual(['1 first', '1 second', '2 first', '2 second', '3 first'])
    })

    it('has what is alone wait for both halves, and is idle after both', async () => {
      const { line, told, end } = halves()
      line.add(1)
      void line.alone(async () => void told.push('alone'))
      void line.idle().then(() => told.push('idle'))
      await settled()
      await end('1 first')
      expect(told).toEqual(['1 first', '1 second'])
      await end('1 second')
      expect(told).toEqual(['1 first', '1 second', 'alone', 'idle'])
      line.add(2)
      await settled()
      await end('2 first')
      void line.idle().then(() => told.push('idle'))
      await settled()
      expect(told.slice(4)).toEqual(['2 first', '2 second'])
      await end('2 second')
      expect(told.slice(4)).toEqual(['2 first', '2 second', 'idle'])
    })
  })
})
