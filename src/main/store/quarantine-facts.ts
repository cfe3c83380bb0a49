import type { AsideCause } from './database-file'

/** Why, in SQLite's words too (for the log), and when (epoch ms). */
export type AsideReason = { readonly cause: AsideCause; readonly reason: string; readonly at: number }

/**
 * A damaged database was set aside, or with the person's consent one of a later version. Its history comes back from
 * the server; what existed only on this device was carried over where it could be read.
 */
export type Quarantine = AsideReason & {
  /** Where the file is now. */
  readonly file: string
  readonly drafts: number
  /** Messages that wait to be sent, failed, or came where no history is served: no server can give them back. */
  readonly messages: number
}
