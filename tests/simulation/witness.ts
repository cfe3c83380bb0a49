/** What must be true of every schedule; `docs/reliability.md` says each in words. */
export type Rule =
  | 'lost'
  | 'invented'
  | 'duplicate'
  | 'order'
  | 'stuck'
  | 'refused but stored'
  | 'backwards'
  | 'unread'
  | 'last line'
  | 'marks'
  | 'told early'
  | 'signalled early'
  | 'unsettled'
  | 'left over'
  | 'unverified'
  | 'sent again'
  | 'rights'
  | 'orphan'
  | 'told'
  | 'outsider'
  | 'error'

export type Violation = { readonly rule: Rule; readonly detail: string }

/** A message that somebody wrote on a device. */
export type Written = {
  readonly device: string
  readonly conversationId: string
  readonly text: string
  readonly order: number
  /** SHA-256s of every state that its file has ever been in. */
  readonly file?: ReadonlySet<string>
  /** The message that was forwarded as this one: its file is on the server, and it waits for nothing. */
  readonly from?: { readonly conversationId: string; readonly cliMid: string | undefined }
}

/** Sees everything that people do and are shown, and remembers it outside of every program under test. */
export class Witness {
  readonly violations: Violation[] = []
  /** By `cli_mid`. A program that died while it stored the message may have stored it or not. */
  readonly written = new Map<string, Written>()
  /** `cli_mid`s of messages that a composer took: they are on disk. */
  readonly taken = new Set<string>()
  /** `cli_mid`s of messages that a screen has shown as sent. */
  readonly shownSent = new Set<string>()
  /** Messages that were tried again after a failure, and may so be behind later ones. */
  readonly retried = new Set<string>()
  readonly removed = new Set<string>()
  /** Messages that somebody took back. */
  readonly recalled = new Set<string>()
  readonly #trace: ((line: string) => void) | undefined

  constructor(trace?: (line: string) => void) {
    this.#trace = trace
  }

  violate(rule: Rule, detail: string): void {
    this.violations.push({ rule, detail })
    this.note(() => `VIOLATION ${rule}: ${detail}`)
  }

  /** Adds a line to the trace, made only if somebody wants one. */
  note(line: () => string): void {
    this.#trace?.(line())
  }
}
