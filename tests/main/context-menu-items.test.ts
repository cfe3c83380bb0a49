import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { type ClickTarget, contextMenuItems } from '../../src/main/app/window/context-menu-items'
import { textsFor } from '../../src/main/app/texts'

const texts = textsFor('en', '')
const editFlags = {
  canUndo: true,
  canRedo: false,
  canCut: true,
  canCopy: true,
  canPaste: true,
  canDelete: true,
  canSelectAll: true,
  canEditRichly: false,
}
const nothing: ClickTarget = {
  isEditable: false,
  editFlags,
  linkURL: '',
  selectionText: '',
  misspelledWord: '',
  dictionarySuggestions: [],
}

function open(target: Partial<ClickTarget>) {
  const actions = { copyText: vi.fn(), replaceWord: vi.fn() }
  const items = contextMenuItems({ ...nothing, ...target }, texts, actions)
  const click = (label: string): void =>
    (items.find((item: MenuItemConstructorOptions) => item.label === label)?.click as (() => void) | undefined)?.()
  return { actions, items, labels: items.map(({ label, type }) => label ?? type), click }
}

describe('contextMenuItems', () => {
  it('offers nothing where there is nothing', () => {
    expect(open({}).items).toEqual([])
    expect(open({ selectionText: '  ' }).items).toEqual([])
  })

  it('edits in a field, with what cannot be done greyed out', () => {
    const { items } = open({ isEditable: true })
    expect(items.flatMap(({ role }) => role ?? [])).toEqual(['undo', 'redo', 'cut', 'copy', 'paste', 'pasteAndMatchStyle', 'selectAll'])
    expect(items.filter(({ enabled }) => enabled === false).map(({ role }) => role)).toEqual(['redo'])
  })

  it('copies a selection', () => {
    expect(open({ selectionText: 'hello' }).items).toEqual([{ role: 'copy', label: 'Copy', enabled: true }])
  })

  it('offers five corrections of a misspelled word above the rest', () => {
    const { labels, click, actions } = open({
      isEditable: true,
      misspelledWord: 'helo',
      dictionarySuggestions: ['hello', 'halo', 'help', 'held', 'hero', 'hell'],
    })
    expect(labels.slice(0, 6)).toEqual(['hello', 'halo', 'help', 'held', 'hero', 'separator'])
    click('halo')
    expect(actions.replaceWord).toHaveBeenCalledExactlyOnceWith('halo')
  })

  it('says when there is no correction, and shows an ampersand as one', () => {
    expect(open({ isEditable: true, misspelledWord: 'xq' }).items[0]).toEqual({ label: 'No suggestions', enabled: false })
    expect(open({ isEditable: true, misspelledWord: 'RD', dictionarySuggestions: ['R&D'] }).labels[0]).toBe('R&&D')
  })

  it('copies a link, and of a mail link the address', () => {
    const link = open({ linkURL: 'https://example.com/a', selectionText: 'a' })
    expect(link.labels).toEqual(['Copy', 'separator', 'Copy link'])
    link.click('Copy link')
    expect(link.actions.copyText).toHaveBeenCalledWith('https://example.com/a')
    const mail = open({ linkURL: 'mailto:bob%2Bx@example.com?subject=hi' })
    mail.click('Copy address')
    expect(mail.actions.copyText).toHaveBeenCalledWith('bob+x@example.com')
  })

  it.each(['app://jim/index.html#x', 'file:///etc/passwd', 'javascript:alert(1)', 'https://a@b.example'])(
    'does not offer %s',
    (linkURL) => {
      expect(open({ linkURL }).items).toEqual([])
    },
  )
})
