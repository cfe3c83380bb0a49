import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron'
import { checkedExternalUrl } from '../../lib/external-url'
import type { Texts } from '../texts'

/** Spelling suggestions offered at most. */
const MAX_SUGGESTIONS = 5

/** What of a right click matters. */
export type ClickTarget = Pick<
  ContextMenuParams,
  'isEditable' | 'editFlags' | 'linkURL' | 'selectionText' | 'misspelledWord' | 'dictionarySuggestions'
>

export type ContextMenuActions = {
  readonly copyText: (text: string) => void
  readonly replaceWord: (word: string) => void
}

/**
 * The native menu of a right click that the page did not take for itself: spelling and editing in a field, copying a
 * selection or a link elsewhere. Empty: there is nothing to offer, and no menu.
 */
export function contextMenuItems(target: ClickTarget, texts: Texts, actions: ContextMenuActions): MenuItemConstructorOptions[] {
  return joined([
    target.isEditable ? spellingItems(target, texts, actions) : [],
    target.isEditable ? editItems(target, texts) : copyItems(target, texts),
    linkItems(target.linkURL, texts, actions),
  ])
}

function spellingItems(target: ClickTarget, texts: Texts, actions: ContextMenuActions): MenuItemConstructorOptions[] {
  if (target.misspelledWord === '') return []
  if (target.dictionarySuggestions.length === 0) return [{ label: texts.noSuggestions, enabled: false }]
  return target.dictionarySuggestions
    .slice(0, MAX_SUGGESTIONS)
    .map((word) => ({ label: escapeLabel(word), click: () => actions.replaceWord(word) }))
}

function editItems({ editFlags }: ClickTarget, texts: Texts): MenuItemConstructorOptions[] {
  return [
    { role: 'undo', label: texts.undo, enabled: editFlags.canUndo },
    { role: 'redo', label: texts.redo, enabled: editFlags.canRedo },
    { type: 'separator' },
    { role: 'cut', label: texts.cut, enabled: editFlags.canCut },
    { role: 'copy', label: texts.copy, enabled: editFlags.canCopy },
    { role: 'paste', label: texts.paste, enabled: editFlags.canPaste },
    { role: 'pasteAndMatchStyle', label: texts.pasteAsText, enabled: editFlags.canPaste },
    { type: 'separator' },
    { role: 'selectAll', label: texts.selectAll, enabled: editFlags.canSelectAll },
  ]
}

function copyItems({ selectionText, editFlags }: ClickTarget, texts: Texts): MenuItemConstructorOptions[] {
  return selectionText.trim() === '' ? [] : [{ role: 'copy', label: texts.copy, enabled: editFlags.canCopy }]
}

/** Only links that may be opened can be copied: the page's own addresses lead nowhere outside. */
function linkItems(linkUrl: string, texts: Texts, actions: ContextMenuActions): MenuItemConstructorOptions[] {
  const url = linkUrl === '' ? undefined : checkedExternalUrl(linkUrl)
  if (url === undefined) return []
  const address = /^mailto:([^?]*)/i.exec(url)?.[1]
  return address === undefined
    ? [{ label: texts.copyLink, click: () => actions.copyText(url) }]
    : [{ label: texts.copyAddress, click: () => actions.copyText(decoded(address)) }]
}

/** Groups of items with a line between any two that are not empty. */
function joined(groups: readonly MenuItemConstructorOptions[][]): MenuItemConstructorOptions[] {
  return groups.filter((group) => group.length > 0).flatMap((group, i) => (i === 0 ? group : [{ type: 'separator' as const }, ...group]))
}

/** An ampersand in a label marks a key; two are one that is seen. */
function escapeLabel(text: string): string {
  return text.replaceAll('&', '&&')
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address)
  } catch {
    return address
  }
}
