import { execFile } from 'node:child_process'

/** Runs a program and resolves to what it printed. */
export type RunCommand = (file: string, args: readonly string[]) => Promise<string>

/** A property of an object on D-Bus that is true or false. */
export type BusFlag = {
  readonly bus: 'system' | 'session'
  readonly service: string
  readonly path: string
  readonly interface: string
  readonly name: string
  /** Whole seconds for an answer; without it as long as each program waits by itself. */
  readonly timeoutS?: number
}

/** Runs a program of this machine, for at most so many milliseconds. */
export function runFor(limitMs: number): RunCommand {
  return (file, args) =>
    new Promise((resolve, reject) => {
      execFile(file, [...args], { timeout: limitMs }, (error, stdout) => (error === null ? resolve(stdout) : reject(error)))
    })
}

/** Asks by the first program that answers; `undefined`: none did. */
export async function readBusFlag(flag: BusFlag, run: RunCommand): Promise<boolean | undefined> {
  for (const [file, args] of questionsOf(flag)) {
    try {
      const answer = /\b(true|false)\b/.exec(await run(file, args))?.[1]
      if (answer !== undefined) return answer === 'true'
    } catch {
      // Not installed, or nobody answers: the next one may know better.
    }
  }
  return undefined
}

/** The same question in the words of three programs, of which most systems have one. */
function questionsOf({
  bus,
  service,
  path,
  interface: on,
  name,
  timeoutS,
}: BusFlag): readonly (readonly [file: string, args: readonly string[]])[] {
  const limit = (...args: string[]): readonly string[] => (timeoutS === undefined ? [] : args)
  const get = 'org.freedesktop.DBus.Properties.Get'
  return [
    [
      'gdbus',
      ['call', `--${bus}`, ...limit('--timeout', `${timeoutS}`), '--dest', service, '--object-path', path, '--method', get, on, name],
    ],
    ['busctl', [bus === 'system' ? '--system' : '--user', ...limit(`--timeout=${timeoutS}`), 'get-property', service, path, on, name]],
    [
      'dbus-send',
      [
        ...[`--${bus}`, '--print-reply', ...limit(`--reply-timeout=${1000 * (timeoutS ?? 0)}`), `--dest=${service}`, path],
        ...[get, `string:${on}`, `string:${name}`],
      ],
    ],
  ]
}
