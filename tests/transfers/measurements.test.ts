import type { Measured } from '@shared/decoding'
import { failed, ok, type Result } from '@shared/result'
import { beforeEach, describe, expect, it } from 'vitest'
import { silentLogger } from '../../src/main/lib/logger'
import { type MeasuredFile, Measurements } from '../../src/main/transfers/measurements'

const film = (sha256: string): MeasuredFile => ({ sha256, path: `/cache/${sha256}`, mime: 'video/mp4', of: 'film' })

let asked: readonly unknown[]
let told: readonly string[]
let answer: Result<Measured>
let measurements: Measurements
beforeEach(() => {
  asked = []
  told = []
  answer = ok({ seconds: 7, width: 40, height: 30 })
  measurements = new Measurements({
    measure: (file) => {
      asked = [...asked, file]
      return Promise.resolve(answer)
    },
    onMeasured: (sha256) => (told = [...told, sha256]),
    logger: silentLogger,
  })
})

/** Whatever was begun has ended. */
const settled = (): Promise<void> => new Promise((done) => setImmediate(done))

describe('a film of which too little was said', () => {
  it('is measured once, however often it is shown meanwhile, and told then', async () => {
    expect([measurements.of(film('a')), measurements.of(film('a'))]).toEqual([undefined, undefined])
    await settled()
    expect([asked, told]).toEqual([[{ path: '/cache/a', mime: 'video/mp4', of: 'film' }], ['a']])
    expect(measurements.of(film('a'))).toEqual({ seconds: 7, width: 40, height: 30 })
    expect(asked).toHaveLength(1)
  })

  it('is not measured again where it cannot be, and nobody is told', async () => {
    answer = failed('not_drawable')
    measurements.of(film('a'))
    await settled()
    expect([measurements.of(film('a')), asked.length, told]).toEqual([{}, 1, []])
  })

  it('is measured later where only this computer was too busy', async () => {
    answer = failed('too_many')
    measurements.of(film('a'))
    await settled()
    answer = ok({ seconds: 3 })
    expect(measurements.of(film('a'))).toBeUndefined()
    await settled()
    expect(measurements.of(film('a'))).toEqual({ seconds: 3 })
  })

  it('is forgotten when two thousand others were measured since', async () => {
    for (let n = 0; n <= 2000; n++) measurements.of(film(String(n)))
    await settled()
    expect([measurements.of(film('1')), measurements.of(film('0'))]).toEqual([{ seconds: 7, width: 40, height: 30 }, undefined])
  })
})
