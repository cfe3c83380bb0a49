import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { proveSandbox, sandboxAdvice } from '../../scripts/lib/electron-sandbox.mjs'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "jim's-sandbox-"))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** Says and ends as a given Electron would. */
function electron(lines: string): { executable: string; dist: string; args: readonly string[] } {
  const executable = join(dir, 'electron')
  writeFileSync(executable, `#!/bin/sh\n${lines}\n`)
  chmodSync(executable, 0o755)
  return { executable, dist: dir, args: [] }
}
const helper = (): string => {
  const file = join(dir, 'chrome-sandbox')
  writeFileSync(file, '')
  return file
}
const noSwitches = (): undefined => undefined

describe('proveSandbox', () => {
  it('is content when a window opened', async () => {
    await expect(proveSandbox(electron('echo "jim: electron starts"'), process.env)).resolves.toBeUndefined()
  })

  it('tells of a window that dies for want of a sandbox, and the command', async () => {
    helper()
    const dying = electron('echo "FATAL:setuid_sandbox_host.cc(163)] The SUID sandbox helper binary was found, but" >&2; kill -TRAP $$')
    await expect(proveSandbox(dying, process.env)).rejects.toMatchObject({
      message: expect.stringContaining("Chromium's sandbox cannot start for you"),
      advice: expect.stringContaining('chmod 4755'),
    })
  })

  it('tells of one that dies of something else', async () => {
    await expect(proveSandbox(electron('echo "no protocol specified" >&2; exit 1'), process.env)).rejects.toMatchObject({
      message: expect.stringMatching(/opens no window \(code 1\)\.\n +no protocol specified/),
    })
  })

  it('believes nobody who ends well without a window', async () => {
    await expect(proveSandbox(electron('exit 0'), process.env)).rejects.toThrow('opens no window')
  })

  it('tries nothing without a sandbox', async () => {
    await expect(proveSandbox({ ...electron('exit 1'), args: ['--no-sandbox'] }, process.env)).resolves.toBeUndefined()
  })
})

describe('sandboxAdvice', () => {
  it('names the helper, so that a shell takes it whole', () => {
    const quoted = `'${helper().replace("'", String.raw`'\''`)}'`
    expect(sandboxAdvice(join(dir, 'chrome-sandbox'), noSwitches)).toBe(`sudo chown root:root ${quoted} && sudo chmod 4755 ${quoted}`)
  })

  it.each([
    ['kernel.apparmor_restrict_unprivileged_userns', 1, 0],
    ['kernel.unprivileged_userns_clone', 0, 1],
    ['user.max_user_namespaces', 0, 10_000],
  ])('names the switch %s that is at %i', (name, value, open) => {
    const advice = sandboxAdvice(join(dir, 'none'), (asked) => (asked === name ? value : undefined))
    expect(advice).toMatch(new RegExp(`^sudo sysctl -w ${name}=${open} `))
  })

  it('passes over switches that are open', () => {
    const open: Record<string, number> = {
      'kernel.apparmor_restrict_unprivileged_userns': 0,
      'kernel.unprivileged_userns_clone': 1,
      'user.max_user_namespaces': 100,
    }
    expect(sandboxAdvice(join(dir, 'none'), (name) => open[name])).toMatch(/^this machine .* forbids/)
  })
})
