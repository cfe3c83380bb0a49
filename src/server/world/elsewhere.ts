import type { SharedSession } from '../bus/node-bus'

/** A session of another node. */
export type ForeignSession = SharedSession & { readonly node: string }

/** What has become known of somebody's sessions on other nodes. */
export type ElsewhereChange = {
  readonly userId: string
  /** It has come, or is something else than before; absent: some are gone. */
  readonly session?: ForeignSession
  /** They were on a node that is dead, and of those that are left this one notes it. */
  readonly isOursToNote?: boolean
}

/** Who is connected to the other nodes, as far as they have told. */
export interface Elsewhere {
  /** What this node is called; `undefined`: there is no other. */
  readonly node: string | undefined
  of(userId: string): readonly ForeignSession[]
  userIds(): readonly string[]
  /** A session of this node has come, or is something else than before. */
  tell(session: SharedSession): void
  tellEnded(session: Pick<SharedSession, 'userId' | 'sessionId'>): void
  /** Where all sessions of this node are found, for nodes that ask. */
  begin(own: () => readonly SharedSession[]): void
  /** Returns the function that stops it. */
  watch(watcher: (change: ElsewhereChange) => void): () => void
}

/** Of a server that is one process. */
export const NOBODY_ELSEWHERE: Elsewhere = {
  node: undefined,
  of: () => [],
  userIds: () => [],
  tell: () => undefined,
  tellEnded: () => undefined,
  begin: () => undefined,
  watch: () => () => undefined,
}

/** Of two sessions of one device the one that goes: the older one. */
export function isOlder(
  one: Pick<SharedSession, 'connectedAt' | 'sessionId'>,
  other: Pick<SharedSession, 'connectedAt' | 'sessionId'>,
): boolean {
  return one.connectedAt === other.connectedAt ? one.sessionId < other.sessionId : one.connectedAt < other.connectedAt
}
