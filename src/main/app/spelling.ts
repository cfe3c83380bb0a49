import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, type Session } from 'electron'
import { bundledDictionaries } from '../lib/bundled-dictionaries'
import type { Logger } from '../lib/logger'

/**
 * Chromium fetches dictionaries that it lacks from a host of its maker's. It is pointed at the discard port, which it
 * refuses by itself: nothing is sent, not even to this machine.
 */
const NOWHERE = 'http://127.0.0.1:9/'

/** These spell by themselves; Linux needs a dictionary that we bring. */
const HAS_SYSTEM_SPELLING = process.platform === 'darwin' || process.platform === 'win32'

/**
 * Spelling in the composer, by the system's dictionary, or by those in `dictionaries` among the package's resources
 * (Chromium's own format). Without either it stays off.
 */
export class Spelling {
  readonly #session: Session
  readonly #languages: readonly string[]

  constructor(session: Session, resourcesDir: string, logger: Logger) {
    this.#session = session
    session.setSpellCheckerDictionaryDownloadURL(NOWHERE)
    this.#languages = HAS_SYSTEM_SPELLING ? [] : offerDictionaries(join(resourcesDir, 'dictionaries'), logger)
    // Without this the language of the system would be wanted, whether or not there is a dictionary for it.
    if (!HAS_SYSTEM_SPELLING) session.setSpellCheckerLanguages([...this.#languages])
  }

  use(isOn: boolean): void {
    this.#session.setSpellCheckerEnabled(isOn && (HAS_SYSTEM_SPELLING || this.#languages.length > 0))
  }
}

/** Copies bundled dictionaries to where Chromium looks for them; the languages that are there afterwards. */
function offerDictionaries(dir: string, logger: Logger): readonly string[] {
  if (!existsSync(dir)) return []
  const place = join(app.getPath('sessionData'), 'Dictionaries')
  try {
    mkdirSync(place, { recursive: true })
    return bundledDictionaries(readdirSync(dir)).map(({ file, language }) => {
      if (!existsSync(join(place, file))) copyFileSync(join(dir, file), join(place, file))
      return language
    })
  } catch (error) {
    logger.warn('the dictionaries could not be put in place', { error: String(error) })
    return []
  }
}
