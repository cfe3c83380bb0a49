import { app, Menu, type MenuItemConstructorOptions } from 'electron'

/**
 * The application menu. macOS needs one for the clipboard keys to work; elsewhere the window has no menu bar, and
 * Chromium handles those keys itself.
 */
export function setApplicationMenu(): void {
  const developer: MenuItemConstructorOptions[] = app.isPackaged ? [] : [{ role: 'viewMenu' }]
  if (process.platform === 'darwin') {
    Menu.setApplicationMenu(Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, ...developer, { role: 'windowMenu' }]))
    return
  }
  Menu.setApplicationMenu(developer.length > 0 ? Menu.buildFromTemplate(developer) : null)
}
