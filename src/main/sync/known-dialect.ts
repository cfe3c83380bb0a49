import type { ChatLink } from '../kinds/kind/chat-link'
import type { SettingsTable } from '../store/settings-table'
import type { StoreWriter } from '../store/store-writer'

/** How the server spoke last, as its kind calls it. */
const DIALECT_KEY = 'sync.mode'

/** Keeps how the server speaks, so that what it cannot take is refused without a link, too. */
export class KnownDialect {
  readonly #link: Pick<ChatLink, 'dialect' | 'assume'>
  readonly #settings: SettingsTable
  #dialect: string

  constructor(link: Pick<ChatLink, 'dialect' | 'assume'>, settings: SettingsTable) {
    this.#link = link
    this.#settings = settings
    link.assume(settings.get<string>(DIALECT_KEY) ?? '')
    this.#dialect = link.dialect
  }

  online(writer: StoreWriter): void {
    const { dialect } = this.#link
    if (dialect === this.#dialect) return
    this.#dialect = dialect
    writer.owe('dialect', () => this.#settings.set(DIALECT_KEY, dialect))
  }
}
