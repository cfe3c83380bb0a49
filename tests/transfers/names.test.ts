import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { numberedName, safeFileName } from '../../src/main/transfers/names'
import { tempFolder } from '../store/helpers'

/** Names of devices that Windows has in every folder, whatever their case and ending. */
const DEVICES = ['con', 'prn', 'aux', 'nul', 'conin$', 'conout$', ...[...'0123456789¹²³'].flatMap((n) => [`com${n}`, `lpt${n}`])]
const FORBIDDEN = [...'<>:"/\\|?*']
const BIDI = [0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069]

/** What is wrong with a name somewhere, told slowly, character by character. */
function faultsOf(name: string): readonly string[] {
  const faults: string[] = []
  if (new TextEncoder().encode(name).length > 255) faults.push('bytes')
  if (name === '' || name === '.' || name === '..') faults.push('empty')
  if (name.endsWith('.') || name.endsWith(' ')) faults.push('end')
  if (name.startsWith('.') || name.startsWith(' ')) faults.push('start')
  if (name.normalize('NFC') !== name) faults.push('nfc')
  for (let at = 0; at < name.length; at++) {
    const unit = name.charCodeAt(at)
    if (unit < 32 || (unit >= 127 && unit < 160)) faults.push('control')
    if (BIDI.includes(unit)) faults.push('bidi')
    if (FORBIDDEN.includes(name[at]!)) faults.push('forbidden')
    const [before, after] = [name.charCodeAt(at - 1), name.charCodeAt(at + 1)]
    if (unit >= 0xd800 && unit < 0xdc00 && !(after >= 0xdc00 && after < 0xe000)) faults.push('surrogate')
    if (unit >= 0xdc00 && unit < 0xe000 && !(before >= 0xd800 && before < 0xdc00)) faults.push('surrogate')
  }
  const base = name.split('.')[0]!.trimEnd().toLowerCase()
  if (DEVICES.includes(base)) faults.push('device')
  if (['desktop.ini', 'autorun.inf', 'thumbs.db'].includes(name.toLowerCase())) faults.push('system')
  return faults
}

const nasty = fc.oneof(
  fc.constantFrom(...DEVICES, ...FORBIDDEN, ...BIDI.map((code) => String.fromCharCode(code))),
  fc.constantFrom('.', ' ', '..', '. .', '\ud800', '\udc00', '\u0000', '\n', '\u3000', '\u00a0', '\u200b', 'e\u0301', '각', '👨‍👩‍👧'),
  fc.constantFrom('.pdf', '.exe', 'desktop.ini', '会议纪要', 'report', '~', '-', '$'),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
const names = fc.oneof(
  fc.array(nasty, { maxLength: 12 }).map((parts) => parts.join('')),
  fc.array(nasty, { minLength: 60, maxLength: 120 }).map((parts) => parts.join('')),
)

describe('the name of a file', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['会议纪要（终稿）.docx', '会议纪要（终稿）.docx'],
    ['a/b\\c.txt', 'a_b_c.txt'],
    ['../../.ssh/authorized_keys', '_.._.ssh_authorized_keys'],
    ['..', '_'],
    ['', '_'],
    ['   ', '_'],
    ['.bashrc', '_bashrc'],
    ['CON', 'CON_'],
    ['con.txt', 'con_.txt'],
    ['LPT1.tar.gz', 'LPT1_.tar.gz'],
    ['COM¹.log', 'COM¹_.log'],
    ['Desktop.ini', '_Desktop.ini'],
    ['setup.exe. . ', 'setup.exe'],
    ['photo\u202egnp.exe', 'photognp.exe'],
    ['a\u200bb.txt', 'ab.txt'],
    ['cafe\u0301.txt', 'café.txt'],
    ['half\ud800.txt', 'half .txt'],
    ['file.txt:hidden.exe', 'file.txt_hidden.exe'],
    ['two\nlines.txt', 'two lines.txt'],
    ['👨‍👩‍👧 family.jpg', '👨‍👩‍👧 family.jpg'],
  ])('%j is kept as %j', (name, kept) => {
    expect(safeFileName(name)).toBe(kept)
  })

  it('is right on every system, whatever comes, and the same the second time', () => {
    fc.assert(
      fc.property(names, (name) => {
        const safe = safeFileName(name)
        expect(faultsOf(safe)).toEqual([])
        expect(safeFileName(safe)).toBe(safe)
      }),
      { numRuns: 500 },
    )
  })

  it('numbered, it is as right, and another one for every number', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 9999 }), (name, one, other) => {
        const safe = safeFileName(name)
        const numbered = numberedName(safe, one)
        expect(faultsOf(numbered)).toEqual([])
        expect(numberedName(safe, other) === numbered).toBe(one === other)
      }),
      { numRuns: 300 },
    )
  })

  it('keeps its ending in 255 bytes, and cuts no character in two', () => {
    const long = safeFileName(`${'会'.repeat(300)}.pdf`)
    expect(long).toBe(`${'会'.repeat(83)}.pdf`)
    expect(Buffer.byteLength(long)).toBe(253)
    expect(numberedName(long, 12)).toBe(`${'会'.repeat(82)} (12).pdf`)
    expect(safeFileName(`${'👨‍👩‍👧'.repeat(40)}.png`)).toBe(`${'👨‍👩‍👧'.repeat(13)}.png`)
    expect(safeFileName('x'.repeat(10_000_000) + '.exe')).toBe(`${'x'.repeat(251)}.exe`)
    expect(safeFileName(`a${'\u0301'.repeat(5000)}.txt`)).toMatch(/^á\u0301+\.txt$/)
    expect(safeFileName(`x.${'y'.repeat(300)}`)).toHaveLength(255)
  })

  it('is one that the disk gives back as it was written', () => {
    const folder = tempFolder()
    const made = ['会'.repeat(300), '👩‍🚀'.repeat(99), 'e\u0301'.repeat(500), 'CON', ' . ', '~$x.docx'].map((name) => safeFileName(name))
    for (const name of made) writeFileSync(join(folder, name), 'x', { flag: 'wx' })
    expect(readdirSync(folder).toSorted()).toEqual(made.toSorted())
  })
})
