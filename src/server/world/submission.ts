import type { Envelope } from '@protocol/schemas/chat'
import type { AppendRefusal } from '../store/server-store'
import type { Target } from './message-check'
import { noFile } from './message-files'
import { RefusedError, type Reply, type Session } from './session'

/** A message on its way into the store. */
export type Submission = {
  readonly session: Session
  readonly target: Target
  readonly envelope: Envelope
  /** As it came. */
  readonly bodyBytes: number
  readonly cliMid: string
  readonly reply: Reply
  /** It was answered, or nobody can any more. */
  readonly settle: (failure?: Error) => void
}

/** What the store refused, as it is answered. */
export function refusalOf({ refused }: AppendRefusal): RefusedError {
  return refused === 'no_file' ? noFile() : new RefusedError('not_member', 'you are not a member of this group', 403)
}

/** A refusal is answered, and anything else told to who waits for it. */
export function fail(
  { reply, cliMid, settle }: Pick<Submission, 'reply' | 'settle'> & { readonly cliMid: string | undefined },
  error: unknown,
): void {
  if (!(error instanceof RefusedError)) return settle(error instanceof Error ? error : new Error(String(error)))
  reply.nack({ cliMid, code: error.code, reason: error.reason })
  settle()
}
