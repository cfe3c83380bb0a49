import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { portableFolder } from '../../src/main/app/portable'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jim-portable-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const program = (platform: NodeJS.Platform = 'win32', isPackaged = true) => ({
  platform,
  isPackaged,
  executable: join(dir, 'Jim Desktop.exe'),
})

describe('portableFolder', () => {
  it('is beside a program with the mark beside it, and nowhere without', () => {
    expect(portableFolder(program())).toBeUndefined()
    writeFileSync(join(dir, 'portable.txt'), '')
    expect(portableFolder(program('win32'))).toBe(join(dir, 'profile'))
    expect(portableFolder(program('linux'))).toBe(join(dir, 'profile'))
  })

  it('is none of a checkout, nor of macOS, which chooses the folder itself', () => {
    writeFileSync(join(dir, 'portable.txt'), '')
    expect(portableFolder(program('linux', false))).toBeUndefined()
    expect(portableFolder(program('darwin'))).toBeUndefined()
  })

  it('is none of an installed copy: its folder goes with the next version, and messages would go with it', () => {
    writeFileSync(join(dir, 'portable.txt'), '')
    writeFileSync(join(dir, 'Uninstall Jim Desktop.exe'), '')
    expect(portableFolder(program())).toBeUndefined()
  })
})
