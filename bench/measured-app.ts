import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import type { ChildProcess } from 'node:child_process'
import { z } from 'zod'
import { requireElectron } from '../scripts/lib/electron-runtime.mjs'
import { readJson, ROOT } from '../scripts/lib/paths.mjs'
import { killTree, start } from '../scripts/lib/run.mjs'
import { UnwatchedPage } from './unwatched-page'

/** The built app, or another checkout's to compare with, and the least that any Electron app is. */
const BUILD = process.env['JIM_BENCH_BUILD'] ?? ROOT
const APPS = {
  ours: join(BUILD, z.object({ main: z.string() }).parse(readJson(join(BUILD, 'package.json'))).main),
  bare: join(ROOT, 'scripts', 'measured-app', 'bare.mjs'),
} as const

/** Moments of a start that are waited for, ms after the process was asked for. */
export type Start = {
  /** The window is on screen with something in it: shown, and its first text or picture painted. */
  readonly visibleMs: number
  /** What was waited for is painted and would get a click. */
  readonly clickableMs: number
}

const momentSchema = z.object({ jimMoment: z.string(), at: z.number() })

export type RunningApp = { readonly start: Start; readonly pid: number; readonly page: UnwatchedPage; close(): Promise<void> }

/** Starts an app with its window measured; nothing of a test tool is in it. */
export async function launchMeasured(options: {
  readonly app: keyof typeof APPS
  readonly profileDir: string
  readonly display: string
  /** What is waited for; the bare window has one option. */
  readonly selector?: string
}): Promise<RunningApp> {
  const electron = requireElectron()
  const args = [...electron.args, join(ROOT, 'scripts', 'measured-app', 'main.mjs'), `--user-data-dir=${options.profileDir}`]
  const startedAt = performance.timeOrigin + performance.now()
  const child = start(electron.executable, [...args, '--password-store=basic', '--lang=en'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      ...process.env,
      DISPLAY: options.display,
      LANGUAGE: 'en_US',
      JIM_MEASURED_APP: APPS[options.app],
      ...(options.selector === undefined ? {} : { JIM_MEASURED_SELECTOR: options.selector }),
    },
  })
  const { stdin, stdout } = child
  if (stdin === null || stdout === null) throw new Error('nobody can speak with the app')
  const lines = createInterface({ input: stdout })
  const moments = await allMoments(child, lines)
  const since = (name: string): number => (moments.get(name) ?? Number.NaN) - startedAt
  if (process.env['JIM_BENCH_MOMENTS'] !== undefined) {
    console.error([options.app, ...[...moments.keys()].map((name) => `${name} ${since(name).toFixed(0)}`)].join('  '))
  }
  return {
    start: { visibleMs: Math.max(since('shown'), since('painted')), clickableMs: since('clickable') },
    pid: child.pid ?? 0,
    page: new UnwatchedPage(stdin, lines),
    close: () => quit(child),
  }
}

const AWAITED = ['shown', 'painted', 'clickable']
/** Milliseconds after which a window that has not come will not. */
const LIMIT_MS = 60_000

function allMoments(child: ChildProcess, lines: Interface): Promise<ReadonlyMap<string, number>> {
  const moments = new Map<string, number>()
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => killTree(child), LIMIT_MS)
    const hear = (line: string): void => {
      const moment = momentSchema.safeParse(parseLine(line)).data
      if (moment !== undefined) moments.set(moment.jimMoment, moment.at)
      if (!AWAITED.every((name) => moments.has(name))) return
      clearTimeout(timer)
      lines.off('line', hear)
      resolve(moments)
    }
    lines.on('line', hear)
    lines.on('close', () => {
      clearTimeout(timer)
      reject(new Error(`the app ended before its window came: ${[...moments.keys()].join(', ')}`))
    })
  })
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

async function quit(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
