import { networkInterfaces } from 'node:os'
import { net, powerMonitor } from 'electron'
import type { LinkLoop } from '../../kinds/kind/kind'
import { type Clock, systemClock } from '../../lib/clock'
import { isLoopback } from '../../lib/loopback'

/** Milliseconds between looks at the network; Electron has no event for it in the main process. */
const NETWORK_POLL_MS = 3000

/**
 * Tells the dial loop what the machine goes through: sleep and waking, networks that come and go. A server on this
 * very machine needs no network, so for it only sleep counts.
 *
 * Returns the function that stops telling.
 */
export function watchPower(loop: LinkLoop, host: string, clock: Clock = systemClock): () => void {
  const onSuspend = (): void => loop.suspend()
  const onResume = (): void => loop.resume()
  powerMonitor.on('suspend', onSuspend)
  powerMonitor.on('resume', onResume)
  const stopNetwork = isLoopback(host) ? () => undefined : watchNetwork(loop, clock)
  return () => {
    powerMonitor.off('suspend', onSuspend)
    powerMonitor.off('resume', onResume)
    stopNetwork()
  }
}

function watchNetwork(loop: LinkLoop, clock: Clock): () => void {
  let wasOnline = true
  let addresses = currentAddresses()
  return clock.every(NETWORK_POLL_MS, () => {
    const isOnline = net.isOnline()
    const now = currentAddresses()
    if (isOnline !== wasOnline || (isOnline && now !== addresses)) loop.networkChanged(isOnline)
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
