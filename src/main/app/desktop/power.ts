import { networkInterfaces } from 'node:os'
import { net, powerMonitor } from 'electron'
import type { Connection } from '../../connection/connection'
import { type Clock, systemClock } from '../../lib/clock'
import { isLoopback } from '../../lib/loopback'

/** Milliseconds between looks at the network; Electron has no event for it in the main process. */
const NETWORK_POLL_MS = 3000

/**
 * Tells the connection what the machine goes through: sleep and waking, networks that come and go. A server on this
 * very machine needs no network, so for it only sleep counts.
 *
 * Returns the function that stops telling.
 */
export function watchPower(connection: Connection, host: string, clock: Clock = systemClock): () => void {
  const onSuspend = (): void => connection.suspend()
  const onResume = (): void => connection.resume()
  powerMonitor.on('suspend', onSuspend)
  powerMonitor.on('resume', onResume)
  const stopNetwork = isLoopback(host) ? () => undefined : watchNetwork(connection, clock)
  return () => {
    powerMonitor.off('suspend', onSuspend)
    powerMonitor.off('resume', onResume)
    stopNetwork()
  }
}

function watchNetwork(connection: Connection, clock: Clock): () => void {
  let wasOnline = true
  let addresses = currentAddresses()
  return clock.every(NETWORK_POLL_MS, () => {
    const isOnline = net.isOnline()
    const now = currentAddresses()
    if (isOnline !== wasOnline || (isOnline && now !== addresses)) connection.networkChanged(isOnline)
    wasOnline = isOnline
    addresses = now
  })
}

/** All outside addresses of this machine as one text: a change means another network, a VPN, another Wi-Fi. */
function currentAddresses(): string {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal }) => !internal)
    .map(({ address }) => address)
    .sort()
    .join(' ')
}
