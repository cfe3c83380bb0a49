import { isRedoKey, isUndoKey, type UndoKey } from '../model/undo-keys'
import { useSettingsStore } from '../stores/settings'

/** What a key asks for on this system. */
export function useUndoKeys() {
  const settings = useSettingsStore()

  function undoOf(event: UndoKey): 'undo' | 'redo' | undefined {
    if (isUndoKey(event, settings.isMac)) return 'undo'
    return isRedoKey(event, settings.isMac) ? 'redo' : undefined
  }

  return { undoOf }
}
