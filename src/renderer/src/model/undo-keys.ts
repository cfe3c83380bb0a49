export type UndoKey = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** Ctrl+Z; on macOS ⌘Z alone, since Ctrl with a letter edits text there. */
export function isUndoKey(event: UndoKey, isMac: boolean): boolean {
  return hasCommand(event, isMac) && !event.shiftKey && letterOf(event) === 'z'
}

/** Ctrl+Shift+Z, Ctrl+Y; on macOS ⌘⇧Z alone: Ctrl+Y brings back there what Ctrl+K took away. */
export function isRedoKey(event: UndoKey, isMac: boolean): boolean {
  if (!hasCommand(event, isMac)) return false
  return event.shiftKey ? letterOf(event) === 'z' : letterOf(event) === 'y' && !isMac
}

/** AltGr is Ctrl and Alt together: it types, it commands nothing. */
function hasCommand(event: UndoKey, isMac: boolean): boolean {
  return (isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey) && !event.altKey
}

/** The Latin letter of a key: where the layout has it, else where it lies on a Latin keyboard. */
function letterOf({ key, code }: UndoKey): string | undefined {
  return /^[a-z]$/i.test(key) ? key.toLowerCase() : /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase()
}
