import { spawn } from 'node:child_process'

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set()
const isWindows = process.platform === 'win32'

/**
 * Ends a child and everything it started.
 *
 * @param {import('node:child_process').ChildProcess} child started by {@link start}
 * @param {NodeJS.Signals} [signal]
 */
export function killTree(child, signal = 'SIGTERM') {
  if (child.pid === undefined) return
  try {
    if (isWindows) spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' })
    else process.kill(-child.pid, signal)
  } catch {
    // It has ended in the meantime.
  }
}

/**
 * Starts a program in a process group of its own. When this script ends, for whatever reason, so does the group.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { ...options, detached: !isWindows })
  children.add(child)
  child.once('close', () => children.delete(child))
  child.once('error', () => children.delete(child))
  return child
}

process.once('exit', () => {
  for (const child of children) killTree(child, 'SIGKILL')
})

/**
 * @typedef {object} RunResult
 * @property {number} code 128 + signal number when it was killed, as a shell says it
 * @property {string} output stdout and stderr as they came; empty when they were inherited
 * @property {boolean} hasTimedOut
 */

/**
 * Runs a program to its end and keeps what it says.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {number} [options.uid] of another user, for whom root runs it
 * @param {number} [options.gid]
 * @param {number} [options.timeoutMs]
 * @param {'pipe' | 'inherit'} [options.stdio]
 * @param {(line: string) => void} [options.onLine]
 * @returns {Promise<RunResult>} also when the program is missing (code 127): expected outcomes are values
 */
export function run(command, args, { cwd, env, uid, gid, timeoutMs, stdio = 'pipe', onLine } = {}) {
  return new Promise((resolve) => {
    const child = start(command, args, { cwd, env: env ?? process.env, uid, gid, stdio: ['ignore', stdio, stdio] })
    let output = ''
    let hasTimedOut = false
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            hasTimedOut = true
            killTree(child, 'SIGKILL')
          }, timeoutMs)
    for (const stream of [child.stdout, child.stderr]) {
      let rest = ''
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
        output += chunk
        const lines = (rest + chunk).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) onLine?.(line)
      })
    }
    child.once('error', (error) => {
      clearTimeout(timer)
      resolve({ code: 127, output: error.message, hasTimedOut: false })
    })
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ code: code ?? (signal === 'SIGINT' ? 130 : 137), output, hasTimedOut })
    })
  })
}

/**
 * The npm that belongs to the Node in use, run without a shell.
 *
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runNpm(args, options) {
  const cli = process.env.npm_execpath
  if (cli !== undefined && /npm-cli\.[cm]?js$/.test(cli)) return run(process.execPath, [cli, ...args], options)
  return isWindows ? run('cmd.exe', ['/d', '/s', '/c', 'npm', ...args], options) : run('npm', args, options)
}

/**
 * @param {string} output
 * @param {number} [count]
 * @returns {string} the last lines that say something, indented
 */
export function lastLines(output, count = 12) {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  return lines
    .slice(-count)
    .map((line) => `    ${line}`)
    .join('\n')
}

/**
 * @param {string} output of npm
 * @returns {string} its first error lines, without the manual that it prints after them
 */
export function npmErrors(output) {
  const errors = output.split('\n').filter((line) => /^npm (error|ERR!) *\S/.test(line) && !/npm error {2}/.test(line))
  return errors.length === 0
    ? lastLines(output)
    : errors
        .slice(0, 8)
        .map((line) => `    ${line}`)
        .join('\n')
}
