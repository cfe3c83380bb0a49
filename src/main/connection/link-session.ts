import type { Spoken } from '@shared/status'
import type { LinkFailure } from './link-failure'
import type { TransportStage } from './transport'

/**
 * One connection to a server, used once and thrown away: what the dial loop needs of it. How it logs in, what it says
 * and when it counts as dead are the kind's own.
 */
export interface LinkSession {
  /** Dials. Called once. */
  open(): void
  /** A focused window finds a dead link sooner. */
  setFocused(isFocused: boolean): void
  /** There is a reason to doubt the link: it has to prove itself soon. */
  doubt(): void
  /** Says goodbye as the kind does, then lets go. `onEnd` is not called. */
  close(reason: string): void
  /** Lets go at once, without a word. `onEnd` is not called. */
  drop(): void
}

/** What a session tells the dial loop. After `onEnd` it says nothing more. */
export interface LinkListener<Packet> {
  onStage(stage: TransportStage): void
  onOpen(): void
  /** Logged in. */
  onOnline(spoken: Spoken): void
  onPacket(packet: Packet): void
  onMeasured(rttMs: number): void
  /** The server may not know us by this token, for it never acknowledges; false when it does after all. */
  onTokenSuspected(isSuspected: boolean): void
  onEnd(failure: LinkFailure): void
}

/** Opens nothing yet: `open` dials. `Online` is what the session offers once it is logged in. */
export type MakeSession<Credentials, Online, Packet> = (
  credentials: Credentials,
  listener: LinkListener<Packet>,
  isFocused: boolean,
) => LinkSession & Online
