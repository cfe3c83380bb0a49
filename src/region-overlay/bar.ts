import type { RegionOffer } from '@shared/region'
import { button, element, picture } from './element'

export type BarActions = {
  whole(): void
  window(id: string): void
  nextScreen(): void
  cancel(): void
}

/** What can be done beside dragging, in words. */
export class Bar {
  readonly #root: HTMLElement
  readonly #copies: HTMLButtonElement

  constructor(parent: HTMLElement, { words, windows, hasOtherScreens }: RegionOffer, actions: BarActions) {
    this.#root = element('div', 'bar', parent)
    this.#root.setAttribute('role', 'group')
    this.#root.setAttribute('aria-label', words.title)
    // Dragging begins on the display, not on what lies over it.
    this.#root.addEventListener('pointerdown', (event) => event.stopPropagation())
    const said = element('div', '', this.#root)
    element('p', 'words', said, words.hint)
    element('p', 'keys', said, words.keys)
    const list = element('div', 'windows', this.#root)
    const buttons = element('div', 'buttons', this.#root)
    button(buttons, words.whole, actions.whole)
    const opener = button(buttons, words.windows, () => {
      list.hidden = !list.hidden
      opener.setAttribute('aria-expanded', String(!list.hidden))
    })
    opener.setAttribute('aria-expanded', 'false')
    list.hidden = true
    if (windows.length === 0) element('p', 'keys', list, words.noWindows)
    for (const { id, title, pictureUrl } of windows) {
      const one = button(list, '', () => actions.window(id))
      one.className = 'window'
      picture(one, '', pictureUrl)
      element('span', '', one, title).dir = 'auto'
    }
    if (hasOtherScreens) button(buttons, words.nextScreen, actions.nextScreen)
    this.#copies = button(buttons, words.toClipboard, () => this.#copies.setAttribute('aria-pressed', String(!this.isCopy)))
    this.#copies.setAttribute('aria-pressed', 'false')
    button(buttons, words.cancel, actions.cancel)
  }

  get isCopy(): boolean {
    return this.#copies.getAttribute('aria-pressed') === 'true'
  }

  /** It hides nothing of what is dragged over. */
  setAway(isAway: boolean): void {
    this.#root.classList.toggle('is-away', isAway)
  }
}
