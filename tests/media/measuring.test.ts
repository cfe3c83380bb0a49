import type { DecodeTask } from '@shared/decoding'
import { ok } from '@shared/result'
import { expect, it } from 'vitest'
import type { Decoder } from '../../src/main/media/decoder'
import { measureMedia } from '../../src/main/media/measuring'
import { must } from '../helpers/results'

let asked: DecodeTask | undefined
/** A decoder whose window has made that, whatever it was asked. */
const decoderOf = (made: unknown): Decoder =>
  ({
    decode: (_file: unknown, task: DecodeTask, _urgency: string, read: (made: unknown) => unknown) => {
      asked = task
      const value = read(made)
      return Promise.resolve(value === undefined ? { ok: false, error: { code: 'not_drawable', message: '' } } : ok(value))
    },
  }) as unknown as Decoder

const measured = async (made: unknown) => must(await measureMedia(decoderOf(made), { path: '/a', mime: 'audio/wav' }, 'sound'))

it('tells whole seconds, edges, and a wave of 64 letters whose loudest fills the height', async () => {
  const levels = Array.from({ length: 64 }, (_, index) => (index === 63 ? 0.5 : index === 0 ? 0.25 : 0))
  expect(await measured({ seconds: 0.4, width: 30, height: 20, levels })).toEqual({
    seconds: 1,
    width: 30,
    height: 20,
    wave: `Q${'A'.repeat(62)}f`,
  })
  expect(asked).toEqual({ make: 'measured', of: 'sound' })
})

it.each([
  ['a length that nothing has', { seconds: Number.POSITIVE_INFINITY }],
  ['one of centuries', { seconds: 1e12 }],
  ['an edge without the other', { width: 30 }],
  ['edges that are none', { width: -1, height: 2.5 }],
  ['a wave of another length', { levels: [1, 2, 3] }],
  ['a wave of other things', { levels: Array.from({ length: 64 }, () => 'A') }],
  ['a wave without numbers', { levels: Array.from({ length: 64 }, () => Number.NaN) }],
])('believes nothing of %s', async (_, made) => {
  expect(await measured(made)).toEqual({})
})

it('takes nothing that is no answer', async () => {
  const answer = await measureMedia(decoderOf('12'), { path: '/a', mime: 'audio/wav' }, 'sound')
  expect(answer).toMatchObject({ ok: false, error: { code: 'not_drawable' } })
})
