import type { Colour } from './drawing'
import { docx, xlsx } from './office-documents'
import { pdf } from './pdf'
import { png } from './png'
import { wav } from './wav'
import { zip } from './zip'

/** What is behind the sample files and voices of the office: small, and made here, so that they open like any other. */
export type Sample = { readonly bytes: Buffer; readonly mime: string }

/** Lengths of the sample voices, s. */
export const VOICE_SECONDS = [4, 9, 17, 31] as const

const TABLE = [['week', 'visits', 'sign-ups'], ...Array.from({ length: 12 }, (_, i) => [i + 1, 1800 + 37 * i, 60 + 3 * i])]
const WORDS = ['A sample document', 'It belongs to the office that shows how this works.', '一份示例文档，用于展示这里如何运作。']

const draw = (width: number, height: number, [red, green, blue]: Colour): Buffer =>
  png(width, height, (x, y) => {
    const isFrame = x < 8 || y < 40 || x >= width - 8 || y >= height - 8
    return isFrame ? [red, green, blue] : [240 - Math.round((y / height) * 30), 244, 248]
  })

const makers: Readonly<Record<string, () => Sample>> = {
  pdf: () => ({ bytes: pdf(['A sample document', '', 'It belongs to the office that shows how this works.']), mime: 'application/pdf' }),
  csv: () => ({ bytes: Buffer.from(TABLE.map((row) => `${row.join()}\n`).join('')), mime: 'text/csv' }),
  docx: () => ({ bytes: docx(WORDS), mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' }),
  xlsx: () => ({ bytes: xlsx(TABLE), mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' }),
  png: () => ({ bytes: draw(480, 300, [67, 54, 140]), mime: 'image/png' }),
  zip: () => ({
    bytes: zip([
      ['icons/home.png', draw(48, 48, [74, 144, 164])],
      ['icons/search.png', draw(48, 48, [224, 122, 95])],
    ]),
    mime: 'application/zip',
  }),
}

export function endingOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

/** What makes a file by the ending of its name; `undefined` for an ending that nothing here has. */
export function sampleFile(name: string): (() => Sample) | undefined {
  return makers[endingOf(name)]
}

/** A voice as long as one of `VOICE_SECONDS`: a hum that rises and falls like a sentence. */
export function sampleVoice(seconds: number): Sample {
  return {
    bytes: wav(seconds, (time) => loudness(time) * Math.sin(2 * Math.PI * (170 + 30 * Math.sin(time * 3)) * time)),
    mime: 'audio/wav',
  }
}

const LEVELS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef'

/** Its 64 levels, as a message tells them (PROTOCOL 9). */
export function sampleWave(seconds: number): string {
  return Array.from({ length: 64 }, (_, i) => LEVELS[Math.round(31 * loudness((seconds * (i + 0.5)) / 64))]).join('')
}

/** From 0 to 1: syllables, and a pause every few of them. */
function loudness(time: number): number {
  return Math.sin(time * 1.3) > -0.7 ? Math.abs(Math.sin(time * 9)) : 0
}

/** The voice that is nearest to so many seconds. */
export function nearestVoice(seconds: number): number {
  return [...VOICE_SECONDS].sort((a, b) => Math.abs(a - seconds) - Math.abs(b - seconds))[0]!
}
