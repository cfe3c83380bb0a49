import { describe, expect, it } from 'vitest'
import { FILE_MANAGER_ENTRIES } from '../../scripts/lib/file-managers.mjs'
import { specFile } from '../../scripts/lib/rpm-texts.mjs'

const FACTS = {
  version: '1.2.3',
  description: 'A messenger, 100% ours',
  homepage: 'https://jim.example',
  license: 'MIT',
  packager: 'Jim <jim@users.example>',
}

describe('specFile', () => {
  it('has what rpmbuild needs, a line for each', () => {
    const lines = specFile({ ...FACTS, tryOut: undefined }).split('\n')
    for (const line of ['Name: jim-desktop', 'Version: 1.2.3', 'Release: 1', 'Summary: Messenger for the jim1 protocol', 'License: MIT']) {
      expect(lines).toContain(line)
    }
    expect(lines).toContain('Requires: libgtk-3.so.0()(64bit)')
  })

  it('keeps what is written from becoming a macro', () => {
    expect(specFile({ ...FACTS, tryOut: undefined })).toContain('\nA messenger, 100%% ours\n')
  })

  it('says of a try-out what it is, where it is read first, and why', () => {
    const text = specFile({ ...FACTS, tryOut: 'Built with an old Electron.' })
    expect(text).toMatch(/^Summary: TRY-OUT, not for daily use: /m)
    expect(text).toContain('\nBuilt with an old Electron.\n')
  })

  it('names each file that the layout has for file managers', () => {
    for (const [path] of FILE_MANAGER_ENTRIES) expect(specFile({ ...FACTS, tryOut: undefined })).toContain(`\n/${path}\n`)
  })
})

describe('what file managers offer', () => {
  it('is in both languages, or the name alone, and gives all files that are selected', () => {
    for (const [, text] of FILE_MANAGER_ENTRIES) {
      expect(text).toContain('Exec=jim-desktop %F\n')
      if (text.includes('Send with')) expect(text).toContain('Name[zh_CN]=用 Jim Desktop 发送\n')
    }
  })
})
