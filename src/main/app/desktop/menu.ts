import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import type { Texts } from '../texts'

/** What the menu depends on. */
export type MenuState = {
  readonly platform: NodeJS.Platform
  readonly texts: Texts
  /** A checkout has the developer's items too. */
  readonly isPackaged: boolean
  /** Absent as long as there is nobody to open them. */
  readonly openSettings?: () => void
}

/**
 * The application menu; `undefined`: none. macOS has its keys from it, the clipboard's and Cmd+W too, and Electron's own
 * words are English in every language. Elsewhere the window has no menu bar, and Chromium handles those keys itself.
 */
export function applicationMenu({ platform, texts, isPackaged, openSettings }: MenuState): MenuItemConstructorOptions[] | undefined {
  const developer: MenuItemConstructorOptions[] = isPackaged ? [] : [{ role: 'viewMenu' }]
  if (platform !== 'darwin') return developer.length > 0 ? developer : undefined
  const { menu } = texts
  return [
    {
      label: texts.appName,
      submenu: [
        { role: 'about', label: menu.about },
        LINE,
        {
          label: menu.settings,
          accelerator: 'Cmd+,',
          ...(openSettings === undefined ? { enabled: false } : { click: () => openSettings() }),
        },
        LINE,
        { role: 'services', label: menu.services },
        LINE,
        { role: 'hide', label: menu.hide },
        { role: 'hideOthers', label: menu.hideOthers },
        { role: 'unhide', label: menu.showAll },
        LINE,
        { role: 'quit', label: menu.quit },
      ],
    },
    { label: menu.file, submenu: [{ role: 'close', label: menu.closeWindow }] },
    {
      label: menu.edit,
      submenu: [
        { role: 'undo', label: texts.undo },
        { role: 'redo', label: texts.redo },
        LINE,
        { role: 'cut', label: texts.cut },
        { role: 'copy', label: texts.copy },
        { role: 'paste', label: texts.paste },
        { role: 'pasteAndMatchStyle', label: texts.pasteAsText },
        { role: 'delete', label: menu.remove },
        { role: 'selectAll', label: texts.selectAll },
      ],
    },
    ...developer,
    {
      // By this role the system adds the open windows to it.
      role: 'window',
      label: menu.window,
      submenu: [{ role: 'minimize', label: menu.minimize }, { role: 'zoom', label: menu.zoom }, LINE, { role: 'front', label: menu.front }],
    },
  ]
}

const LINE: MenuItemConstructorOptions = { type: 'separator' }

/** Shows it in the language of `texts`, in place of the one before. */
export function showApplicationMenu(texts: Texts, openSettings?: () => void): void {
  const given = openSettings === undefined ? {} : { openSettings }
  const template = applicationMenu({ platform: process.platform, texts, isPackaged: app.isPackaged, ...given })
  Menu.setApplicationMenu(template === undefined ? null : Menu.buildFromTemplate(template))
}
