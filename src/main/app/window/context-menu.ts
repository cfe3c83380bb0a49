import { type BrowserWindow, clipboard, Menu } from 'electron'
import { contextMenuItems } from './context-menu-items'
import type { Texts } from '../texts'

/** Shows the native menu in a window's page, wherever the page has no menu of its own. */
export function attachContextMenu(window: BrowserWindow, texts: () => Texts): void {
  const page = window.webContents
  page.on('context-menu', (_, params) => {
    const items = contextMenuItems(params, texts(), {
      copyText: (text) => clipboard.writeText(text),
      replaceWord: (word) => page.replaceMisspelling(word),
    })
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window })
  })
}
