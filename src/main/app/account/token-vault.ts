import { app, safeStorage } from 'electron'

/**
 * Tokens at rest, encrypted with a key of the system's keychain. Where the system has none, nothing is written: the
 * token then lives in memory until the app ends, and the UI says so.
 */
export const tokenVault = {
  /** Whether a token can be kept. Chromium's `basic_text` key is in its source code; it counts only when asked for. */
  get isAvailable(): boolean {
    if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') {
      if (app.commandLine.getSwitchValue('password-store') !== 'basic') return false
      safeStorage.setUsePlainTextEncryption(true)
    }
    return safeStorage.isEncryptionAvailable()
  },

  /** Base64 of the encrypted token, or `undefined` where there is no keychain. */
  seal(token: string): string | undefined {
    return this.isAvailable ? safeStorage.encryptString(token).toString('base64') : undefined
  },

  /** The token, or `undefined` when the keychain has changed since: the person signs in again, nothing is lost. */
  open(sealed: string): string | undefined {
    if (!this.isAvailable) return undefined
    try {
      return safeStorage.decryptString(Buffer.from(sealed, 'base64'))
    } catch {
      return undefined
    }
  },
} as const
