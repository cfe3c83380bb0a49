import type { ConversationId, UserId } from '@shared/ids'
import type { SignedIn } from './session'

type OnScreenListener = { readonly onFocus: (conversationId: ConversationId | undefined) => void }

/**
 * What the page shows, as it says. It belongs to the page, not to a session: an account that is opened anew while
 * somebody reads hears at once what they look at.
 */
export class OnScreen {
  readonly #listener: OnScreenListener
  #engine: Pick<SignedIn['engine'], 'focus' | 'peopleInView'> | undefined
  #conversationId: ConversationId | undefined
  #people: readonly UserId[] = []

  constructor(listener: OnScreenListener) {
    this.#listener = listener
  }

  /** Whoever hears of it from now on. */
  attach({ engine }: { readonly engine: Pick<SignedIn['engine'], 'focus' | 'peopleInView'> }): void {
    this.#engine = engine
    engine.focus(this.#conversationId)
    engine.peopleInView(this.#people)
  }

  detach(): void {
    this.#engine = undefined
  }

  /** Which conversation is open. */
  focus(conversationId: ConversationId | undefined): void {
    this.#conversationId = conversationId
    this.#listener.onFocus(conversationId)
    this.#engine?.focus(conversationId)
  }

  /** Whose rows are in view. */
  people(userIds: readonly UserId[]): void {
    this.#people = userIds
    this.#engine?.peopleInView(userIds)
  }

  /** The page is another one, or shows no account. */
  clear(): void {
    this.focus(undefined)
    this.people([])
  }
}
