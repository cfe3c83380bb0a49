import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { app, type Session } from 'electron'
import { bundledDictionaries } from '../../lib/bundled-dictionaries'
import type { Logger } from '../../lib/logger'

/**
 * Chromium fetches dictionaries that it lacks from a host of its maker's. It is pointed at the discard port, which it
 * refuses by itself: nothing is sent, not even to this machine.
 */
const NOWHERE = 'http://127.0.0.1:9/'

/** macOS and Windows spell by themselves; Linux needs a dictionary that we bring. */
const HAS_SYSTEM_SPELLING = process.platform === 'darwin' || process.platform === 'win32'

/**
 * Call before the app is ready. Chromium asks for a dictionary of the system's language as soon as a session exists,
 * whatever its windows say of spelling: the only moment to forbid it is the session's making.
 */
export function keepSpellingLocal(): void {
  app.on('session-created', (session) => {
    session.setSpellCheckerDictionaryDownloadURL(NOWHERE)
    session.setSpellCheckerLanguages([])
    session.setSpellCheckerEnabled(false)
  })
}

/**
 * Spelling in the composer, by the system's dictionary, or by those that the build made (Chromium's own
 * format). Without either it stays off. Needs `keepSpellingLocal`.
 */
export class Spelling {
  readonly #session: Session
  readonly #languages: readonly string[]

  constructor(session: Session, dictionariesDir: string, logger: Logger) {
    this.#session = session
    this.#languages = HAS_SYSTEM_SPELLING ? systemLanguages(session) : offerDictionaries(dictionariesDir, logger)
  }

  use(isOn: boolean): void {
    const canSpell = HAS_SYSTEM_SPELLING || this.#languages.length > 0
    if (isOn && this.#languages.length > 0) this.#session.setSpellCheckerLanguages([...this.#languages])
    this.#session.setSpellCheckerEnabled(isOn && canSpell)
  }
}

/** The user's languages that the spelling of Windows may know; macOS finds the language by itself, and lists none. */
function systemLanguages(session: Session): readonly string[] {
  const known = new Set(session.availableSpellCheckerLanguages)
  const wanted = app.getPreferredSystemLanguages().flatMap((language) => [language, language.split('-')[0] ?? language])
  return [...new Set(wanted)].filter((language) => known.has(language))
}

/** Copies bundled dictionaries to where Chromium looks for them; the languages that are there afterwards. */
function offerDictionaries(dir: string, logger: Logger): readonly string[] {
  if (!existsSync(dir)) return []
  const place = join(app.getPath('sessionData'), 'Dictionaries')
  try {
    mkdirSync(place, { recursive: true })
    return bundledDictionaries(readdirSync(dir)).map(({ file, language }) => {
      if (sizeOf(join(place, file)) !== sizeOf(join(dir, file))) copyFileSync(join(dir, file), join(place, file))
      return language
    })
  } catch (error) {
    logger.warn('the dictionaries could not be put in place', { error: String(error) })
    return []
  }
}

/** Bytes; `undefined` when there is no such file. A dictionary of another version has another size. */
function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size
}
