import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { run } from './built-package'

const SCRIPT = resolve(import.meta.dirname, '../../resources/installer.nsh')
const dir = mkdtempSync(join(tmpdir(), 'jim-nsis-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** An uninstaller around our part of it, with what electron-builder's templates define before it. */
const around = (macro: string): string => `
Unicode true
!include LogicLib.nsh
!define PRODUCT_NAME "Jim Desktop"
!define BUILD_UNINSTALLER
!macro _isUpdated _a _b _t _f
  StrCmp "$installMode" "updated" \`\${_t}\` \`\${_f}\`
!macroend
!define isUpdated \`"" isUpdated ""\`
Var installMode
!include "${SCRIPT}"
LoadLanguageFile "\${NSISDIR}/Contrib/Language files/English.nlf"
LoadLanguageFile "\${NSISDIR}/Contrib/Language files/SimpChinese.nlf"
Name "Jim Desktop"
OutFile "${join(dir, 'out.exe')}"
Section
  StrCpy $installMode "all"
  WriteUninstaller "$TEMP\\u.exe"
SectionEnd
Section "un.Uninstall"
  StrCpy $installMode "all"
  !insertmacro ${macro}
SectionEnd
`

/** An installer around our part of it. */
const installer = (macro: string): string => `
Unicode true
!include LogicLib.nsh
!define PRODUCT_NAME "Jim Desktop"
!define APP_EXECUTABLE_FILENAME "Jim Desktop.exe"
Var installMode
!include "${SCRIPT}"
LoadLanguageFile "\${NSISDIR}/Contrib/Language files/English.nlf"
LoadLanguageFile "\${NSISDIR}/Contrib/Language files/SimpChinese.nlf"
Name "Jim Desktop"
OutFile "${join(dir, 'out.exe')}"
InstallDir "$LOCALAPPDATA\\Programs\\Jim"
Section
  StrCpy $installMode "all"
  !insertmacro ${macro}
SectionEnd
`

async function compile(text: string): Promise<void> {
  const file = join(dir, 'around.nsi')
  writeFileSync(file, text)
  await run('makensis', ['-V2', '-WX', '-INPUTCHARSET', 'UTF8', file])
}

it('asks about data in words that NSIS compiles, in both languages, without a warning', async () => {
  await compile(around('customUnInstall'))
  expect(statSync(join(dir, 'out.exe')).size).toBeGreaterThan(10_000)
})

it('would not compile a macro that is not there', async () => {
  await expect(compile(around('customUnInstal'))).rejects.toThrow('customUnInstal')
})

it('offers files to be sent in words that NSIS compiles, in both languages, without a warning', async () => {
  await compile(installer('customInstall'))
  expect(statSync(join(dir, 'out.exe')).size).toBeGreaterThan(10_000)
})

it('takes away whatever it offered files by', () => {
  const [install = '', remove = ''] = readFileSync(SCRIPT, 'utf8').split('!macro customUnInstall')
  for (const place of ['$SENDTO\\${PRODUCT_NAME}.lnk', 'SHELL_CONTEXT "${JIM_VERB}"']) {
    expect(install).toContain(place)
    expect(remove).toContain(place)
  }
})
