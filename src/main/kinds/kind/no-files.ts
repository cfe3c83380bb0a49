import { failed, type Result } from '@shared/result'
import type { FileApi } from './file-api'

const refused = (): Promise<Result<never>> => Promise.resolve(failed('unsupported', 'files are not kept there'))

/** Of a chat system that keeps no files. */
export const NO_FILES: FileApi = {
  claim: refused,
  create: refused,
  offset: refused,
  send: refused,
  abandon: refused,
  read: refused,
}
