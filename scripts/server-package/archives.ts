import { chmodSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { debVersion } from '../lib/deb-texts.mjs'
import { put } from '../lib/linux-layout.mjs'
import { ROOT } from '../lib/paths.mjs'
import { StepError } from '../lib/report.mjs'
import { lastLines, run } from '../lib/run.mjs'
import type { Program } from './program'
import { controlOf, type DebManifest } from './texts'

const DEPLOY = join(ROOT, 'deploy', 'server')
const UNITS = ['jim-server.service', 'jim-server-backup.service', 'jim-server-backup.timer']
/** Debian's names of processors. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

/**
 * One folder, named as the archive, with a program that runs from wherever it is unpacked.
 *
 * @returns the archive
 */
export async function makeServerTarball(options: { program: Program; output: string; version: string }): Promise<string> {
  const { program, output, version } = options
  const name = `jim-server-${version}-linux-${process.arch}`
  const file = join(output, `${name}.tar.gz`)
  return onStage(output, async (stage) => {
    const top = join(stage, name)
    cpSync(program.dir, top, { recursive: true })
    put(top, 'server.json', program.settings)
    put(top, 'jim-server.8', program.manual)
    put(top, 'README.md', readFileSync(join(ROOT, 'docs', 'server.md')))
    put(top, 'LICENSE', readFileSync(join(ROOT, 'LICENSE')))
    put(top, 'LICENCES.txt', program.licences)
    // Who installs by hand does it beside what the system's packages own.
    for (const unit of UNITS) put(top, `systemd/${unit}`, unitText(unit).replaceAll('/usr/bin/', '/usr/local/bin/'))
    openToAll(top)
    await finish('tar', ['--owner=0', '--group=0', '--numeric-owner', '--sort=name', '-czf', file, '-C', stage, name])
    return file
  })
}

/** @returns the package */
export async function makeServerDeb(options: { program: Program; output: string; manifest: DebManifest }): Promise<string> {
  const { program, output, manifest } = options
  const version = debVersion(manifest.version, false)
  const architecture = ARCHITECTURES[process.arch] ?? process.arch
  const file = join(output, `jim-server_${version}_${architecture}.deb`)
  return onStage(output, async (stage) => {
    cpSync(program.dir, join(stage, 'usr/lib/jim-server'), { recursive: true })
    mkdirSync(join(stage, 'usr/bin'), { recursive: true })
    put(stage, 'etc/jim-server/server.json', program.settings)
    put(stage, 'usr/share/man/man8/jim-server.8.gz', gzipSync(program.manual, { level: 9 }))
    put(stage, 'usr/share/doc/jim-server/copyright', `${readFileSync(join(ROOT, 'LICENSE'), 'utf8')}\n\n${program.licences}`)
    put(stage, 'usr/share/doc/jim-server/server.md', readFileSync(join(ROOT, 'docs', 'server.md')))
    // Where the systemd of every Debian that has a Node for it looks.
    for (const unit of UNITS) put(stage, `lib/systemd/system/${unit}`, unitText(unit))
    openToAll(stage)
    symlinkSync('../lib/jim-server/bin/jim-server', join(stage, 'usr/bin/jim-server'))
    const installedKib = sizeKib(stage)
    put(stage, 'DEBIAN/control', controlOf(manifest, { version, architecture, installedKib, fitsNode20: program.fitsNode20 }))
    for (const name of ['conffiles', 'templates']) put(stage, `DEBIAN/${name}`, debianText(name))
    for (const name of ['postinst', 'prerm', 'postrm']) put(stage, `DEBIAN/${name}`, debianText(name), 0o755)
    await finish('dpkg-deb', ['--root-owner-group', '-Zgzip', '--build', stage, file])
    return file
  })
}

const unitText = (name: string): string => readFileSync(join(DEPLOY, name), 'utf8')
const debianText = (name: string): string => readFileSync(join(DEPLOY, 'debian', name), 'utf8')

async function onStage<T>(output: string, run: (stage: string) => Promise<T>): Promise<T> {
  mkdirSync(output, { recursive: true })
  const stage = mkdtempSync(join(output, '.stage-'))
  chmodSync(stage, 0o755)
  try {
    return await run(stage)
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

async function finish(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(command, args)
  if (code !== 0) throw new StepError(`${command} ended with code ${code}.\n${lastLines(output)}`)
}

/** Everybody may read, nobody but the owner may write, whatever umask it was packed with. */
function openToAll(path: string): void {
  const stat = lstatSync(path)
  if (stat.isSymbolicLink()) return
  chmodSync(path, stat.isDirectory() || (stat.mode & 0o100) !== 0 ? 0o755 : 0o644)
  if (stat.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name))
}

function sizeKib(dir: string): number {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).map((entry) => lstatSync(join(entry.parentPath, entry.name)))
  return files.reduce((sum, stat) => sum + (stat.isFile() ? Math.ceil(stat.size / 1024) : 1), 0)
}
