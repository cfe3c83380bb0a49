import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { openDisplay } from '../../scripts/lib/display.mjs'
import { requireElectron } from '../../scripts/lib/electron-runtime.mjs'
import { run } from '../../scripts/lib/run.mjs'

const ROOT = resolve(import.meta.dirname, '../..')

export type MediaFuzzReport = {
  readonly count: number
  /** Media windows that it took: one more than were ended or crashed. */
  readonly windows: number
  /** How many pictures ended in what: `made`, or a code of the decoder. */
  readonly outcomes: Readonly<Record<string, number>>
  /** Those over which the media window was lost; `isRead`: though what it says of itself was believed. */
  readonly culprits: readonly { readonly outcome: string; readonly mime: string; readonly isRead: boolean; readonly base64: string }[]
  /** MiB of the media window's process and of main's, after each hundred. */
  readonly memory: readonly { readonly window: number; readonly main: number }[]
  /** A whole picture was made at the end. */
  readonly isAlive: boolean
}

/** Cut, changed and lying pictures in the real media window, in a real Electron, as the build made it. */
export async function fuzzMedia({ count, seed }: { readonly count: number; readonly seed: number }): Promise<MediaFuzzReport> {
  const dir = mkdtempSync(join(tmpdir(), 'jim-fuzz-'))
  const electron = requireElectron()
  const display = await openDisplay()
  try {
    await build({
      configFile: false,
      logLevel: 'warn',
      resolve: { alias: { '@shared': join(ROOT, 'src/shared') } },
      ssr: { noExternal: true, external: ['electron'] },
      build: {
        ssr: join(ROOT, 'tests/fuzz/media-app.ts'),
        outDir: dir,
        emptyOutDir: false,
        rollupOptions: { output: { format: 'cjs', entryFileNames: 'app.cjs' } },
      },
    })
    const profile = `--user-data-dir=${join(dir, 'profile')}`
    const args = [...electron.args, join(dir, 'app.cjs'), profile, join(ROOT, 'out'), String(count), String(seed)]
    const { code, output } = await run(electron.executable, args, { cwd: dir, env: display.env })
    const line = /^report (.*)$/m.exec(output)?.[1]
    if (line === undefined) throw new Error(`the app ended with ${code}:\n${output}`)
    return JSON.parse(line) as MediaFuzzReport
  } finally {
    display.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** What is wrong with a report; nothing: it is as promised. */
export function problemsOf({ count, outcomes, culprits, memory, isAlive }: MediaFuzzReport): readonly string[] {
  const hung = outcomes['timed_out'] ?? 0
  const done = Object.values(outcomes).reduce((sum, each) => sum + each, 0)
  const [first, last] = [memory[1] ?? memory[0], memory.at(-1)]
  const grown = first === undefined || last === undefined ? 0 : Math.max(last.window - first.window, last.main - first.main)
  return [
    ...(isAlive ? [] : ['no picture can be made any more']),
    ...(done === count ? [] : [`${count - done} pictures came to no end`]),
    // Of a picture of which more is decoded than its header allows it takes the window alone, and there is none such in the app.
    ...culprits.flatMap(({ outcome, mime, isRead, base64 }) => (isRead ? [`${outcome} by ${mime}: ${base64}`] : [])),
    ...(hung === 0 ? [] : [`${hung} pictures hung`]),
    ...(grown <= 64 ? [] : [`memory grew by ${grown} MiB`]),
  ]
}
