import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { TlsFiles } from '../gateway/tcp-listener'

/**
 * A file that a setting names.
 *
 * @throws Error naming the flag
 */
export function readNamed(flag: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new Error(`${flag}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** @throws Error when one cannot be read, or the two do not fit together */
export function readTls({ certFile, keyFile }: { readonly certFile: string; readonly keyFile: string }): TlsFiles {
  const tls = { cert: readNamed('--tls-cert', certFile), key: readNamed('--tls-key', keyFile) }
  try {
    createSecureContext(tls)
  } catch (error) {
    throw new Error(`--tls-cert, --tls-key: ${error instanceof Error ? error.message : String(error)}`)
  }
  return tls
}
