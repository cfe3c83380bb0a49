import { describe, expect, it } from 'vitest'
import { isDrawnWhole, keptPicture } from '../../src/renderer/src/model/shown-picture'
import { mayBeOpened, plainEnding, programSystem, tileLabel } from '../../src/renderer/src/model/file-look'
import { formatBytesOf, formatLeft } from '../../src/renderer/src/model/format'
import { sentFiles } from '../../src/renderer/src/model/sent-files'
import { thumbHashPicture } from '../../src/renderer/src/model/thumb-hash'
import { chosenFile, chosenPicture } from '../helpers/fake-jim-files'

it.each([
  ['report.pdf', 'PDF', 'pdf'],
  ['archive.tar.gz', 'GZ', 'gz'],
  ['a.markdown', undefined, 'markdown'],
  ['README', undefined, undefined],
  ['文件.文档', undefined, undefined],
  ['setup.exe.', undefined, undefined],
])('the tile of %s says %s', (name, label, ending) => {
  expect(tileLabel(name)).toBe(label)
  expect(plainEnding(name)).toBe(ending)
})

it.each([
  ['replica_check.EXE', 'windows'],
  ['Tool.dmg', 'mac'],
  ['tool.AppImage', 'linux'],
  ['game.apk', 'android'],
  ['report.pdf', undefined],
])('%s is a program of %s', (name, system) => {
  expect(programSystem(name)).toBe(system)
})

it('what runs by itself is never opened from here', () => {
  const dangers = [undefined, 'program', 'script', 'installer', 'shortcut', 'macros', 'page', 'disguised'] as const
  expect(dangers.filter(mayBeOpened)).toEqual([undefined, 'macros', 'page'])
})

const OWN = 'jim-media://sent/1'

describe('pictures', () => {
  it.each([
    ['jim-media://file/abc', 'jim-media://file/abc'],
    ['https://pictures.example/a.png', undefined],
    ['data:image/png;base64,AAAA', undefined],
    [' jim-media://file/abc', undefined],
    [undefined, undefined],
  ])('kept at %s are drawn from %s', (address, shown) => {
    expect(keptPicture(address)).toBe(shown)
  })

  it('of very many pixels are drawn by their small one, where there is one', () => {
    expect(isDrawnWhole({ width: 1600, height: 900 }, OWN, true)).toBe(true)
    expect(isDrawnWhole({ width: 30_000, height: 30_000 }, OWN, true)).toBe(false)
    expect(isDrawnWhole({}, OWN, true)).toBe(false)
    expect(isDrawnWhole({ width: 30_000, height: 30_000 }, OWN, false)).toBe(true)
    expect(isDrawnWhole({ width: 30_000, height: 30_000 }, 'jim-media://file/abc', true)).toBe(true)
  })

  it('have a few colours before anything is fetched; what is no such hash has none', () => {
    expect(thumbHashPicture('1QcSHQRnh493V4dIh4eXh1h4kJUI')).toMatch(/^data:image\/png;base64,/)
    for (const bad of [undefined, '', 'AAAA', '<svg>', '!'.repeat(20), 'A'.repeat(5000), `${'A'.repeat(57)}`]) {
      expect(thumbHashPicture(bad)).toBeUndefined()
    }
  })
})

describe('how far something is', () => {
  it.each([
    [11.8 * 1024 ** 2, 18.4 * 1024 ** 2, '11.8', '18.4 MB'],
    [512, 18.4 * 1024 ** 2, '0', '18.4 MB'],
    [700, 900, '700', '900 B'],
    [2 * 1024 ** 3, 1024 ** 3, '1', '1 GB'],
  ])('%d of %d is told in the unit of the whole', (part, whole, ...shown) => {
    expect(Object.values(formatBytesOf(part, whole, 'en'))).toEqual(shown)
  })

  it.each([
    [0, '1 sec', '1 秒'],
    [2.2, '3 sec', '3 秒'],
    [61, '1 min', '1 分钟'],
    [3700, '1 hr 1 min', '1 小时 1 分钟'],
    [200_000, '2 days', '2 天'],
    [1e12, '999 days', '999 天'],
  ])('%d seconds left are %s', (seconds, en, zh) => {
    expect([formatLeft(seconds, 'en'), formatLeft(seconds, 'zh-CN')]).toEqual([en, zh])
  })
})

describe('what is sent of a sheet', () => {
  const files = [chosenPicture('a.png'), chosenFile('b.pdf')]
  it('are pictures as pictures and the rest as files, with the words under them', () => {
    expect(sentFiles(files, { isAsFiles: false, isAlbum: true }, ' two of them \n')).toEqual({
      files: [
        { id: 'chosen-a.png', as: 'picture' },
        { id: 'chosen-b.pdf', as: 'file' },
      ],
      caption: ' two of them',
    })
  })

  it('are files all of them when that is wished, and no words that nobody sees', () => {
    expect(sentFiles(files, { isAsFiles: true, isAlbum: true }, ' \u200b')).toEqual({
      files: [
        { id: 'chosen-a.png', as: 'file' },
        { id: 'chosen-b.pdf', as: 'file' },
      ],
    })
  })
})
