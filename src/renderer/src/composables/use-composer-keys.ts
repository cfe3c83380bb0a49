import { composerAction } from '../model/composer-keys'
import { useSettingsStore } from '../stores/settings'

type ComposerKeys = {
  /** Whoever is asked first; true: the key was theirs. */
  readonly before: (event: KeyboardEvent) => boolean
  readonly submit: () => void
  readonly insert: (text: string) => void
  readonly quoteLast: () => void
  readonly hasReply: () => boolean
  readonly dropReply: () => void
}

/** What keys do in the field of a message, by the setting of what sends. */
export function useComposerKeys({ before, submit, insert, quoteLast, hasReply, dropReply }: ComposerKeys) {
  const settings = useSettingsStore()
  return (event: KeyboardEvent): void => {
    if (before(event)) return
    switch (composerAction(event, settings.settings.sendKey)) {
      case 'send':
        event.preventDefault()
        submit()
        break
      case 'break_line':
        // Shift+Enter breaks by itself, Ctrl+Enter does not.
        if (event.shiftKey || !(event.ctrlKey || event.metaKey)) break
        event.preventDefault()
        insert('\n')
        break
      case 'quote_last':
        event.preventDefault()
        quoteLast()
        break
      case 'none':
        if (event.key === 'Escape' && !event.isComposing && hasReply()) {
          event.preventDefault()
          dropReply()
        }
    }
  }
}
