/** The selected text where all of it lies inside an element; else `undefined`. */
export function selectedIn(element: Element | null, selection: Selection | null): string | undefined {
  if (element === null || selection === null || selection.isCollapsed || selection.rangeCount === 0) return undefined
  if (!element.contains(selection.getRangeAt(0).commonAncestorContainer)) return undefined
  const text = selection.toString()
  return text === '' ? undefined : text
}
