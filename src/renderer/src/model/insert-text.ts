/**
 * Puts text in place of a part of a field, by default of what is selected, as if it had been typed: the field's own
 * undo takes it back, and an `input` event tells of it. Only the browser's editing command does that; where there is
 * none, the value is changed without undo.
 */
export function insertText(
  field: HTMLTextAreaElement,
  text: string,
  from: number = field.selectionStart,
  to: number = field.selectionEnd,
): void {
  field.focus()
  field.setSelectionRange(from, to)
  if (typeof document.execCommand === 'function' && document.execCommand('insertText', false, text)) return
  field.setRangeText(text, from, to, 'end')
  field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: text }))
}
