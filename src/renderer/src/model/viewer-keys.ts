/** What a key does in the viewer, by its name. */
export type ViewerKey =
  'previous' | 'next' | 'zoom_in' | 'zoom_out' | 'fit' | 'actual' | 'rotate' | 'pause' | 'save' | 'copy' | 'forward' | 'message'

const KEYS: { readonly [key: string]: ViewerKey | undefined } = {
  ArrowLeft: 'previous',
  ArrowRight: 'next',
  '+': 'zoom_in',
  '=': 'zoom_in',
  '-': 'zoom_out',
  '0': 'fit',
  '1': 'actual',
  r: 'rotate',
  ' ': 'pause',
  s: 'save',
  c: 'copy',
  f: 'forward',
  j: 'message',
}

/** Alone, or as other programs have them: Ctrl or ⌘ with C and S. Nothing while a word is being composed. */
export function viewerKey(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing'>): ViewerKey | undefined {
  if (event.isComposing || event.altKey) return undefined
  const found = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key]
  const isWithCtrl = event.ctrlKey || event.metaKey
  return isWithCtrl && found !== 'copy' && found !== 'save' ? undefined : found
}
