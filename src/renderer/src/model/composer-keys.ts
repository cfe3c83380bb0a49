import type { Settings } from '@shared/settings'

export type ComposerAction = 'send' | 'break_line' | 'quote_last' | 'none'

export type ComposerKey = Pick<KeyboardEvent, 'key' | 'isComposing' | 'keyCode' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>

/**
 * What a key press in the composer means. An input method that is composing owns its keys: it is seen on the event
 * itself (`isComposing`, or keyCode 229 from older input methods), never on remembered composition events, because
 * an input method that forgets to end one would then block sending for good.
 */
export function composerAction(event: ComposerKey, sendKey: Settings['sendKey']): ComposerAction {
  if (event.isComposing || event.keyCode === 229) return 'none'
  const hasCtrl = event.ctrlKey || event.metaKey
  if (event.key === 'ArrowUp' && hasCtrl && !event.altKey && !event.shiftKey) return 'quote_last'
  if (event.key !== 'Enter' || event.altKey) return 'none'
  if (event.shiftKey) return 'break_line'
  return (sendKey === 'enter') === hasCtrl ? 'break_line' : 'send'
}
