import type { Danger } from '@shared/file'
import type { Message } from '@shared/message'
import { describe, expect, it } from 'vitest'
import { drawnScale, soundSize, USUAL_PAGE } from '../../src/renderer/src/model/pdf-page'
import { readableAs } from '../../src/renderer/src/model/readable-file'

function of(name: string, danger?: Danger): string | undefined {
  const file = { family: 'other', isSaved: false, ...(danger === undefined ? {} : { danger }) }
  return readableAs({ content: { kind: 'file', url: '', name }, file } as Pick<Message, 'content' | 'file'>)
}

describe('what the viewer reads', () => {
  it.each([
    ['a.PDF', undefined, 'pdf'],
    ['a.pdf', 'disguised', undefined],
    ['a.pdf', 'program', undefined],
    ['notes.txt', undefined, 'text'],
    ['install.sh', 'script', 'text'],
    ['page.html', 'page', 'text'],
    ['a.txt', 'program', undefined],
    ['a.docx', undefined, undefined],
    ['a.docm', 'macros', undefined],
    ['setup.exe', 'program', undefined],
    ['nothing', undefined, undefined],
  ] as const)('%s, %s: %s', (name, danger, kind) => {
    expect(of(name, danger)).toBe(kind)
  })

  it('is a file that this device knows of, and no picture', () => {
    expect(readableAs({ content: { kind: 'file', url: '', name: 'a.pdf' } } as Message)).toBeUndefined()
    expect(readableAs({ content: { kind: 'image', url: '' }, file: { family: 'pdf', isSaved: false } } as Message)).toBeUndefined()
  })
})

describe('a page', () => {
  it('has a size that can be laid out, whatever its document says', () => {
    expect(soundSize({ width: 600, height: 800 })).toEqual({ width: 600, height: 800 })
    expect(soundSize({ width: 1, height: 14_400 })).toEqual({ width: 1, height: 10 })
    expect(soundSize({ width: 14_400, height: 1 })).toEqual({ width: 14_400, height: 1440 })
    for (const bad of [0, -1, NaN, Infinity]) expect(soundSize({ width: bad, height: 5 })).toEqual(USUAL_PAGE)
  })

  it('is drawn sharp, and never with more pixels than are allowed', () => {
    expect(drawnScale(USUAL_PAGE, 1, 2)).toBe(2)
    for (const size of [USUAL_PAGE, { width: 14_400, height: 14_400 }]) {
      const scale = drawnScale(size, 5, 3)
      expect(size.width * scale * size.height * scale).toBeLessThanOrEqual(16_000_001)
    }
  })
})
