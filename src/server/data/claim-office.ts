import type { ServerClock } from '../clock'
import type { Claim, Claims } from '../store/claims'

/** Somebody else has what this process asks for; `code` as those of files are. */
export class OfficeTakenError extends Error {
  override readonly name = 'OfficeTakenError'
  readonly code = 'OFFICE_TAKEN'
}

/** Milliseconds that a claim may outlive the process that was killed, and between two looks whether it does. */
const LINGERS_MS = 1500
const LOOK_MS = 200

/**
 * Takes the database: alone, or as one node of those that tell each other by a bus, under a name that no other has.
 *
 * @param node its name; absent: alone
 * @param onLost somebody else has it since the database was away
 * @throws OfficeTakenError naming who has it
 */
export async function claimOffice(
  claims: Claims,
  node: string | undefined,
  clock: ServerClock,
  onLost: (what: 'office' | 'name') => void,
): Promise<void> {
  const isShared = node !== undefined
  if (!(await takePatiently(claims, { name: 'office', isShared }, clock, () => onLost('office')))) {
    const holder = await claims.holder('office')
    const how = isShared ? 'which has no --nats' : 'and several need --nats'
    throw new OfficeTakenError(
      `--postgres: the database is served by ${holder ?? 'another server'}, ${how}: stop it first, or give both --nats`,
    )
  }
  if (node === undefined) return
  if (!(await takePatiently(claims, { name: `node ${node}` }, clock, () => onLost('name'))))
    throw new OfficeTakenError(`--node: another node of this office is called ${node}: choose another --node`)
}

/** False: somebody else has it, and is not about to end. */
export async function takePatiently(claims: Claims, claim: Claim, clock: ServerClock, onLost: () => void): Promise<boolean> {
  for (const until = clock.now() + LINGERS_MS; ;) {
    if (await claims.take(claim, onLost)) return true
    if (clock.now() >= until) return false
    await new Promise<void>((resolve) => void clock.after(LOOK_MS, resolve))
  }
}
