import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { COMMANDS } from '../src/protocol/commands'
import { encodeFrame } from '../src/protocol/frame'
import { encodeJson } from '../src/protocol/json'

/**
 * A server that says yes to a log-in, then plays a file of frames as fast as the socket takes them.
 * `player-process.ts FRAMES`; it prints its port.
 */
const frames = readFileSync(process.argv[2] ?? '')
const session = {
  profile: 'sync/1',
  user_id: 'alice',
  session_id: 's',
  server_time: 1_790_000_000_000,
  heartbeat_ms: 20_000,
  idle_limit_ms: 60_000,
  max_body_bytes: 2 ** 20,
  http_base: 'http://127.0.0.1:9',
  features: ['history'],
}

const server = createServer((socket) => {
  socket.on('error', () => undefined)
  socket.once('data', () => {
    socket.write(encodeFrame(COMMANDS.authAccepted, 1, encodeJson(session)))
    socket.write(frames)
    // Whatever else the client says is not for us.
    socket.resume()
  })
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
// The bench has ended, however it did.
process.stdin.on('end', () => process.exit()).resume()
