import { systemPreferences, type WebContents } from 'electron'
import { failed, ok, type Result } from '@shared/result'
import { MAX_VOICE_SECONDS } from '@shared/voice'
import type { MicrophoneControl } from '../../ipc/voice-handlers'

/** Beyond the longest recording, ms: a page that never says that it ended loses the microphone all the same. */
const SPARE_MS = 30_000

/**
 * Whether the page may have the microphone now. It is opened by a call (`voice:begin`) and closed by another, by the page's
 * end, and by time; the system is asked where it has a say of its own.
 */
export class Microphone implements MicrophoneControl {
  #until: NodeJS.Timeout | undefined

  get isOpen(): boolean {
    return this.#until !== undefined
  }

  async open(): Promise<Result<void>> {
    if (!(await isAllowedBySystem())) return failed('microphone_denied')
    this.close()
    this.#until = setTimeout(() => this.close(), MAX_VOICE_SECONDS * 1000 + SPARE_MS)
    return ok()
  }

  /** Twice is harmless. */
  close(): void {
    clearTimeout(this.#until)
    this.#until = undefined
  }

  /** A page that is loaded anew, has crashed or is closed records nothing any more. */
  watch(contents: WebContents): void {
    contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) this.close()
    })
    contents.on('render-process-gone', () => this.close())
    contents.on('destroyed', () => this.close())
  }
}

/** macOS asks the person the first time; Windows has a switch; elsewhere nobody says anything. */
async function isAllowedBySystem(): Promise<boolean> {
  if (process.platform === 'darwin') {
    const status = systemPreferences.getMediaAccessStatus('microphone')
    return status === 'not-determined' ? systemPreferences.askForMediaAccess('microphone') : status === 'granted'
  }
  return process.platform !== 'win32' || systemPreferences.getMediaAccessStatus('microphone') !== 'denied'
}
