import { type BrowserWindow, clipboard, Menu } from 'electron'
import { contextMenuItems } from './context-menu-items'
import type { Texts } from './texts'

/** Corrections of a misspelled word, for where Chromium has no dictionary of its own. */
export type Suggest = (word: string) => readonly string[]

/** Shows the native menu in a window's page, wherever the page has no menu of its own. */
export function attachContextMenu(window: BrowserWindow, texts: () => Texts, suggest: Suggest): void {
  const page = window.webContents
  page.on('context-menu', (_, params) => {
    const isAsked = params.misspelledWord !== '' && params.dictionarySuggestions.length === 0
    const suggestions = isAsked ? [...suggest(params.misspelledWord)] : params.dictionarySuggestions
    const items = contextMenuItems({ ...params, dictionarySuggestions: suggestions }, texts(), {
      copyText: (text) => clipboard.writeText(text),
      replaceWord: (word) => page.replaceMisspelling(word),
    })
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window })
  })
}
