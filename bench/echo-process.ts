import { type AddressInfo, createServer } from 'node:net'
import { openPlainTable } from './plain-table'

/** The least of a server: every text is committed, then sent back. `echo-process.ts DATABASE`; it prints its port. */
const table = openPlainTable(process.argv[2] ?? '')

const server = createServer((socket) => {
  socket.setNoDelay()
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => {
    table.insert(chunk.toString())
    socket.write(chunk)
  })
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
// The bench has ended, however it did.
process.stdin.on('end', () => process.exit()).resume()
