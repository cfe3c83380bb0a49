import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below what systems hand out to whoever asks for any port, or dials: from 32768 on Linux, from 49152 elsewhere. */
const FIRST = 15_000
const LAST = 32_000

/**
 * A port at which nobody listens, or a server that goes away and comes back. One of the system's choice would be anybody's meanwhile:
 * that of a test beside this one, or of the very client that dials to see whether somebody is there.
 *
 * @param count that many above each other; the result is the lowest
 */
export async function ownPort(count = 1): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST)
    const areFree = await Promise.all(Array.from({ length: count }, (_, i) => isFree(port + i)))
    if (areFree.every(Boolean)) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening')
    await once(server.close(), 'close')
    return true
  } catch {
    return false
  }
}
