import { Readable } from 'node:stream'
import type { HeldLink } from './base-peer'
import type { Simulation } from './simulation'
import { sha256Of } from './some-files'
import { VirtualIncoming, VirtualOutgoing } from './virtual-exchange'
import type { VirtualServer } from './virtual-server'

/** Links are good for 30 days from when they were given (PROTOCOL 9.4). */
export const LINK_LIFE_MS = 30 * 24 * 3_600_000

type Opened = { readonly status: number; readonly bytes: Buffer }

/** All that clients of the original kind were given, the oldest of each first. */
export function heldLinks({ basePeers }: Simulation): readonly HeldLink[] {
  return [...basePeers.values()].flatMap(({ links }) => links)
}

/** Opens every one of them. `isExpired`: they were given too long ago. */
export async function openLinks(simulation: Simulation, isExpired = false): Promise<void> {
  for (const link of heldLinks(simulation)) await simulation.server.during(openLink(simulation, link, isExpired))
}

/**
 * Somebody without a token opens a link, at once or long after its message came. For as long as some message names the
 * file they get exactly its bytes, whoever has left meanwhile; after a recall, or too late, they get nothing.
 */
export async function openLink(
  { server, databases, witness }: Simulation,
  { url, fileId, sha256 }: HeldLink,
  isExpired = false,
): Promise<void> {
  const at = server.reach()
  const { world } = at
  if (world === undefined) return
  const wasNamed = databases.server.isNamed(fileId)
  const opened = await get(at, url).catch((error: unknown) => String(error))
  // Its end answers nobody.
  if (at.world !== world) return
  if (typeof opened === 'string') return witness.violate('error', `a signed link: ${opened}`)
  const isNamed = databases.server.isNamed(fileId)
  const { status, bytes } = opened
  witness.note(() => `a signed link answers ${status}`)
  if (status === 404) {
    if (wasNamed && isNamed && !isExpired) witness.violate('lost', 'a signed link does not open what a message names')
    return
  }
  // A node without its store says so.
  if (status === 503) return
  if (status !== 200) return witness.violate('error', `a signed link answers ${status}`)
  if (isExpired) witness.violate('rights', 'a signed link opens after its time')
  if (!wasNamed && !isNamed) witness.violate('rights', 'a signed link opens what no message names any more')
  const due = sha256 ?? (await server.store.files.get(fileId))?.sha256
  if (due !== undefined && sha256Of(bytes) !== due) witness.violate('unverified', 'a signed link gives other bytes than were promised')
}

async function get(server: VirtualServer, url: string): Promise<Opened> {
  const outgoing = new VirtualOutgoing()
  try {
    const raw = new VirtualIncoming('GET', url, {})
    const { status, body } = await server.exchange({ method: 'GET', url, headers: {}, raw, json: undefined }, outgoing)
    return { status, bytes: body instanceof Readable ? Buffer.concat((await body.toArray()) as Buffer[]) : Buffer.alloc(0) }
  } finally {
    outgoing.close()
  }
}
