import type { Message } from '@shared/message'
import { ok, type Result } from '@shared/result'
import { bridge } from '../bridge'
import { useSummary } from './use-summary'

/** All that a message says, for what is done with it elsewhere: this window may have only the beginning of a long one. */
export function useWholeText() {
  const summary = useSummary()

  async function wholeText({ localId, content }: Pick<Message, 'localId' | 'content'>): Promise<Result<string>> {
    const isCut = (content.kind === 'text' || content.kind === 'custom') && content.length !== undefined
    return isCut ? bridge.call('messages:text', { localId, within: [], from: 0 }) : ok(summary.content(content))
  }

  return { wholeText }
}
