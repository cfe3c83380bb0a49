import { pathToFileURL } from 'node:url'
import { app, type BrowserWindow, clipboard, ClipboardItem, dialog, type NativeImage, nativeImage, shell } from 'electron'
import { failed, ok, type Result } from '@shared/result'
import type { SettingsInForce } from '@shared/settings'
import type { FileDesk } from '../../transfers/file-actions'
import type { FileMachine } from '../account/session-files'
import type { SettingsStore } from '../settings-store'

/** What this computer does with files, as the settings say it now. */
export function fileMachine(settings: SettingsStore, getWindow: () => BrowserWindow | undefined): FileMachine {
  return {
    desk: fileDesk(getWindow),
    saveMode: () => settings.value.saveFiles,
    saveFolder: () => settings.value.saveFolder,
  }
}

/** Asks for the folder that files are saved in from now on. The only way to name one: no page may. */
export async function chooseSaveFolder(
  settings: SettingsStore,
  window: BrowserWindow | undefined,
  title: string,
): Promise<Result<SettingsInForce>> {
  const { saveFiles, saveFolder } = settings.inForce
  if (saveFolder.isLocked || (saveFiles.isLocked && saveFiles.value !== 'folder')) return failed('setting_locked')
  const properties = ['openDirectory' as const, 'createDirectory' as const]
  const options = { title, properties, ...(saveFolder.value === '' ? {} : { defaultPath: saveFolder.value }) }
  const { filePaths } = await (window === undefined ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options))
  const [path] = filePaths
  if (path === undefined) return ok(settings.inForce)
  return settings.set({ saveFolder: path, ...(saveFiles.isLocked ? {} : { saveFiles: 'folder' }) })
}

/** What the system does with files. */
function fileDesk(getWindow: () => BrowserWindow | undefined): FileDesk {
  return {
    open: (path) => shell.openPath(path),
    show: (path) => shell.showItemInFolder(path),
    copy: copyFile,
    async drag(paths) {
      const [file] = paths
      const page = getWindow()?.webContents
      if (file === undefined || page === undefined) return false
      const icon = await app.getFileIcon(file, { size: 'normal' }).catch(() => nativeImage.createEmpty())
      page.startDrag({ file, files: [...paths], icon: icon.isEmpty() ? plainSheet() : icon })
      return true
    },
    copyDrawn(x, y) {
      const page = getWindow()?.webContents
      const zoom = page?.getZoomFactor() ?? 1
      page?.copyImageAt(Math.round(x * zoom), Math.round(y * zoom))
      return page !== undefined
    },
    async askWhere(suggested) {
      const options = { defaultPath: suggested, properties: ['showOverwriteConfirmation' as const, 'createDirectory' as const] }
      const window = getWindow()
      const { filePath, canceled } = await (window === undefined ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options))
      return canceled || filePath === '' ? undefined : filePath
    },
    get downloadsDir() {
      return app.getPath('downloads')
    },
  }
}

/** Asks for files to be sent; none when the person changes their mind. */
export async function askForFiles(window: BrowserWindow | undefined): Promise<readonly string[]> {
  const options = { properties: ['openFile' as const, 'multiSelections' as const] }
  const { filePaths } = await (window === undefined ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options))
  return filePaths
}

/** For a desktop without pictures of files: one must be given. */
function plainSheet(): NativeImage {
  const [width, height] = [24, 32]
  const pixels = Buffer.alloc(width * height * 4, 0xd8)
  return nativeImage.createFromBitmap(pixels, { width, height })
}

/** Electron's clipboard as it was before it had items. */
type OlderClipboard = { readonly writeBuffer?: (format: string, bytes: Buffer) => void }

/** As each system has a file on its clipboard. */
async function copyFile(path: string): Promise<void> {
  const [format, bytes] = formOf(path)
  const older = clipboard as unknown as OlderClipboard
  if (older.writeBuffer !== undefined) return older.writeBuffer(format, bytes)
  const raw = `electron application/osclipboard;format="${format}"`
  await clipboard.write([new ClipboardItem({ [raw]: new Blob([new Uint8Array(bytes)]) })])
}

function formOf(path: string): readonly [format: string, bytes: Buffer] {
  const { href } = pathToFileURL(path)
  if (process.platform === 'win32') return ['FileNameW', Buffer.from(`${path}\0`, 'utf16le')]
  return process.platform === 'darwin' ? ['public.file-url', Buffer.from(href)] : ['text/uri-list', Buffer.from(`${href}\r\n`)]
}
