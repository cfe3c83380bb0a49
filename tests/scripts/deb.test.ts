import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { controlFile, debVersion, desktopEntry, metainfo } from '../../scripts/lib/deb-texts.mjs'
import { pngsOfIcon } from '../../scripts/lib/icon-pngs.mjs'

const FACTS = {
  version: '1.2.3',
  architecture: 'amd64',
  installedKib: 1000,
  description: 'A messenger',
  homepage: 'https://jim.example',
  maintainer: 'Jim <jim@users.example>',
}

describe('debVersion', () => {
  it('sorts a try-out and a beta before the release, as dpkg reads ~', () => {
    expect(debVersion('1.2.3', false)).toBe('1.2.3')
    expect(debVersion('1.2.3', true)).toBe('1.2.3~tryout')
    expect(debVersion('1.2.3-beta.1', false)).toBe('1.2.3~beta.1')
  })
})

describe('controlFile', () => {
  it('has what dpkg needs, a line for each', () => {
    const lines = controlFile({ ...FACTS, tryOut: undefined }).split('\n')
    expect(lines).toContain('Package: jim-desktop')
    expect(lines).toContain('Version: 1.2.3')
    expect(lines).toContain('Architecture: amd64')
    expect(lines).toContain('Installed-Size: 1000')
    expect(lines).toContain('Description: A messenger')
    expect(lines.at(-1)).toBe('')
    expect(lines.filter((line) => line === '')).toHaveLength(1)
  })

  it('says of a try-out what it is, where it is read first, and why', () => {
    const text = controlFile({ ...FACTS, tryOut: 'Built with an old Electron.' })
    expect(text).toMatch(/^Description: TRY-OUT, not for daily use: A messenger$/m)
    expect(text).toMatch(/^ \.\n Built with an old Electron\.\n$/m)
  })
})

describe('what the desktop reads', () => {
  it('opens jim: links', () => {
    expect(desktopEntry('A messenger')).toMatch(/^Exec=jim-desktop %U$/m)
    expect(desktopEntry('A messenger')).toMatch(/^MimeType=x-scheme-handler\/jim;$/m)
  })

  it('keeps a description from becoming markup', () => {
    const text = metainfo({ ...FACTS, description: 'a < b & "c"', licence: 'MIT', date: '2026-01-31' })
    expect(text).toContain('<p>a &lt; b &amp; &quot;c&quot;</p>')
    expect(text).toContain('<release version="1.2.3" date="2026-01-31"/>')
  })
})

describe('pngsOfIcon', () => {
  it('finds the sizes of our icon, each a picture of that size', () => {
    const pictures = pngsOfIcon(readFileSync(resolve(import.meta.dirname, '../../resources/icon.ico')))
    expect([...pictures.keys()]).toEqual([16, 24, 32, 48, 64, 256])
    for (const [size, png] of pictures) expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size])
  })
})
