import type { ConversationId } from '@shared/ids'
import { asConversationId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import type { TrialState } from '@shared/trial'
import type { TrialControl } from '../../ipc/session'
import type { Cable } from '../../lib/cable'
import type { Clock } from '../../lib/clock'
import { Emitter } from '../../lib/emitter'
import type { Account } from './account'
import type { TrialAct } from './local-server'
import type { TrialServer } from './trial-server'

/** The levers of the trial panel; every one answers `no_trial` on a server that is not ours. */
export class Trial extends Emitter<{ state: TrialState }> implements TrialControl {
  readonly #server: Pick<TrialServer, 'ask'>
  readonly #account: Pick<Account, 'state' | 'reconnectNow' | 'on'>
  readonly #cable: Cable
  readonly #clock: Clock
  readonly #language: () => 'zh' | 'en'
  #state: TrialState = {}

  constructor(options: {
    readonly server: Pick<TrialServer, 'ask'>
    readonly account: Pick<Account, 'state' | 'reconnectNow' | 'on'>
    readonly cable: Cable
    readonly clock: Clock
    /** In which colleagues write what is only there to be seen. */
    readonly language: () => 'zh' | 'en'
  }) {
    super()
    this.#server = options.server
    this.#account = options.account
    this.#cable = options.cable
    this.#clock = options.clock
    this.#language = options.language
    // Whoever leaves the trial takes a cable along that works.
    this.#account.on('state', () => {
      if (!this.#isTrial) this.#plugIn()
    })
  }

  get state(): TrialState {
    return this.#state
  }

  setCable({ isPulled }: { readonly isPulled: boolean }): Result<TrialState> {
    if (!this.#isTrial) return failed('no_trial')
    if (isPulled && !this.#cable.isPulled) {
      this.#cable.pull()
      this.#set({ cablePulledAt: this.#clock.now() })
    } else if (!isPulled && this.#plugIn()) {
      this.#account.reconnectNow()
    }
    return ok(this.#state)
  }

  makeGap(conversationId: ConversationId | undefined): Promise<Result<{ readonly conversationId: ConversationId }>> {
    return this.#ask('make-gap', conversationId)
  }

  colleagueWrites(conversationId: ConversationId | undefined): Promise<Result<{ readonly conversationId: ConversationId }>> {
    return this.#ask('colleague-writes', conversationId)
  }

  get #isTrial(): boolean {
    const { state } = this.#account
    return state.state === 'signed_in' && state.isLocalTrial
  }

  async #ask(act: TrialAct, conversationId: ConversationId | undefined): Promise<Result<{ readonly conversationId: ConversationId }>> {
    const { state } = this.#account
    if (state.state !== 'signed_in' || !state.isLocalTrial) return failed('no_trial')
    const request = { act, userId: state.userId, language: this.#language(), ...(conversationId === undefined ? {} : { conversationId }) }
    const answer = await this.#server.ask(request)
    return answer === undefined ? failed('no_colleague') : ok({ conversationId: asConversationId(answer) })
  }

  /** True if it was out. */
  #plugIn(): boolean {
    if (!this.#cable.isPulled) return false
    this.#cable.plugIn()
    this.#set({})
    return true
  }

  #set(state: TrialState): void {
    this.#state = state
    this.emit('state', state)
  }
}
