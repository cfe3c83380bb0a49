import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './lib/paths.mjs'

// Runs the program of its arguments and runs it anew whenever the build of main or preload has changed. Ends with it.

/** A build writes several files; one restart is enough for them. */
const SETTLE_MS = 300
const [command = '', ...args] = process.argv.slice(2)
let isRestarting = false
let isEnding = false
let child = open()

function open() {
  const opened = spawn(command, args, { stdio: 'inherit' })
  opened.once('exit', (code) => {
    if (!isRestarting || isEnding) process.exit(code ?? 1)
    isRestarting = false
    child = open()
  })
  return opened
}

/** @type {NodeJS.Timeout | undefined} */
let timer
for (const folder of ['main', 'preload']) {
  watch(join(ROOT, 'out', folder), () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      isRestarting = true
      child.kill('SIGTERM')
    }, SETTLE_MS)
  })
}
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    isEnding = true
    child.kill(signal)
  })
}
