import { describe, expect, it } from 'vitest'
import {
  fileNameParts,
  isBlank,
  isolated,
  MAX_NAME,
  shortFileName,
  shownLine,
  shownName,
  shownText,
  textDirection,
} from '@shared/shown-text'

describe('a name that is shown', () => {
  it.each([
    ['an override', '\u202eecila', 'ecila'],
    ['isolates', '\u2067Bob\u2069', 'Bob'],
    ['line breaks', 'Bob\r\nis typing\u2028now', 'Bob is typing now'],
    ['controls', 'B\u0000o\u001bb\u009f', 'B o b'],
    ['invisible letters', 'Al\u200bi\u00adce\u2060\ufeff', 'Alice'],
    ['fillers', '\u3164Al\u115fice\uffa0', 'Alice'],
    ['a crowd of blanks', '  Li \u3000\u00a0 Wei ', 'Li Wei'],
    ['half a character', 'A\ud83dB', 'A B'],
    ['stray tags', 'Bob\u{e0041}\u{e0042}', 'Bob'],
  ])('loses %s', (_, name, shown) => {
    expect(shownName(name, 'u-1')).toBe(shown)
  })

  it.each([['👨‍👩‍👧 家'], ['🏴󠁧󠁢󠁥󠁮󠁧󠁿 Jane'], ['❤️ Ann'], ['می‌خواهم'], ['क्‍ष'], ['אליס'], ['王建国 Bob Wang'], ['O’Neil-Smith, Jr.']])(
    'keeps %s as it is',
    (name) => {
      expect(shownName(name, 'u-1')).toBe(name)
    },
  )

  it.each(['', ' ', '\u200b', '\u3164', '\u2800', '\u2060\u200d', '\u0301', '\ufe0f', '\u202e', '\u00ad', '\n\t', '\u3000', '\ue000'])(
    'is the id where nothing would be seen (%j)',
    (name) => {
      expect(isBlank(name)).toBe(true)
      expect(shownName(name, 'u-1')).toBe('u-1')
    },
  )
})

it('cuts a name without end, between characters', () => {
  const name = shownName('🚀'.repeat(100_000), 'u-1')
  expect(name).toBe(`${'🚀'.repeat(MAX_NAME - 1)}…`)
  expect(shownName('n'.repeat(MAX_NAME), 'u-1')).toBe('n'.repeat(MAX_NAME))
})

describe('text of several lines', () => {
  it('keeps its lines and tabs, and turns nothing', () => {
    expect(shownText('Monday\r\n\tat \u202e9\u0000:00\u2029בוקר')).toBe('Monday\n\tat 9:00\nבוקר')
  })
})

describe("a file's name", () => {
  it('reads as it is named, whatever would have turned it', () => {
    expect(shownLine('holiday\u202egpj.exe')).toBe('holidaygpj.exe')
  })

  it.each([
    ['report.pdf', 'report', '.pdf'],
    ['photo.jpg.exe', 'photo.jpg', '.exe'],
    ['photo.jpg                 .exe', 'photo.jpg                 ', '.exe'],
    ['setup.exe. ', 'setup', '.exe. '],
    ['README', 'README', ''],
    ['.profile', '', '.profile'],
    ['v1.2 final', 'v1.2 final', ''],
    ['报告.docx', '报告', '.docx'],
  ])('%s ends as it does', (name, stem, ending) => {
    expect(fileNameParts(name)).toEqual({ stem, ending })
  })

  it('is shortened in the middle and keeps its ending', () => {
    expect(shortFileName('short.pdf', 20)).toBe('short.pdf')
    const short = shortFileName(`${'a very long name '.repeat(10)}v2.jpg.exe`, 32)
    expect(short).toBe('a very long name a ve…v2.jpg.exe')
    expect([...short].length).toBeLessThanOrEqual(32)
    expect(shortFileName(`${'x'.repeat(50)}.verylongending`, 8)).toMatch(/^x….*\.verylongending$/)
  })
})

describe('the direction of a text', () => {
  it.each([
    ['hello שלום', 'ltr'],
    ['שלום hello', 'rtl'],
    ['123, مرحبا', 'rtl'],
    ['(42)', 'ltr'],
    ['会议 שלום', 'ltr'],
    ['😀 سلام', 'rtl'],
    ['', 'ltr'],
  ])('of %j is that of its first letter', (text, direction) => {
    expect(textDirection(text)).toBe(direction)
  })

  it('is shut in where it stands in a sentence, and cannot break out', () => {
    expect(isolated('Bob')).toBe('Bob')
    expect(isolated('王建国')).toBe('王建国')
    expect(isolated('דנה')).toBe('\u2068דנה\u2069')
    expect(isolated('\u2068דנה\u2069 left')).toBe('\u2068\u2068דנה\u2069 left\u2069')
    expect(isolated('x\u2069\u202ey')).toBe('\u2068xy\u2069')
  })
})
