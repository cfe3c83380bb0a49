/** What goes wrong, for tests of clients: on which connections, at which frames, and how often. */
export type FaultRule = {
  /** Only this user's connections. */
  readonly user?: string
  readonly device?: string
  /** Only this kind of frame: `message`, or a type of PROTOCOL 5 (`ack`, `read`, …); every frame if absent. */
  readonly push?: string
  readonly action:
    | 'drop'
    | 'duplicate'
    /** Sent `delayMs` later; what follows overtakes it. */
    | 'delay'
    /** Sent after the next frame that the rule's `push` names. */
    | 'reorder'
    /** Half of the frame is written, then the connection is dropped. */
    | 'cut'
    /** From now on nothing is written any more, and nothing is closed. */
    | 'silence'
  readonly delayMs?: number
  /** How many frames it hits; for ever if absent. */
  readonly times?: number
}

/** Faults of the HTTP history: the next calls fail with a 500, answer only the first rows of what was asked, or late. */
export type HistoryFault = {
  readonly user?: string
  readonly action: 'fail' | 'shorten' | 'delay'
  readonly rows?: number
  /** Before it answers, whatever the action. */
  readonly delayMs?: number
  readonly times?: number
}

type Armed<T> = { readonly rule: T; left: number }

/** The scripted faults of one server. Without rules it costs nothing. */
export class Faults {
  #rules: Armed<FaultRule>[] = []
  #history: Armed<HistoryFault>[] = []

  /** Returns the function that takes the rule back. */
  add(rule: FaultRule): () => void {
    const armed = { rule, left: rule.times ?? Infinity }
    this.#rules.push(armed)
    return () => void (this.#rules = this.#rules.filter((other) => other !== armed))
  }

  addHistory(rule: HistoryFault): () => void {
    const armed = { rule, left: rule.times ?? Infinity }
    this.#history.push(armed)
    return () => void (this.#history = this.#history.filter((other) => other !== armed))
  }

  clear(): void {
    this.#rules = []
    this.#history = []
  }

  get isEmpty(): boolean {
    return this.#rules.length === 0 && this.#history.length === 0
  }

  /** The fault that hits this frame, if any; it is used up by one. */
  forFrame(user: string | undefined, device: string | undefined, push: string): FaultRule | undefined {
    return take(
      this.#rules,
      ({ rule }) => (rule.user ?? user) === user && (rule.device ?? device) === device && (rule.push ?? push) === push,
    )
  }

  forHistory(user: string): HistoryFault | undefined {
    return take(this.#history, ({ rule }) => (rule.user ?? user) === user)
  }
}

function take<T>(armed: Armed<T>[], matches: (candidate: Armed<T>) => boolean): T | undefined {
  const found = armed.find((candidate) => candidate.left > 0 && matches(candidate))
  if (found === undefined) return undefined
  found.left -= 1
  return found.rule
}
