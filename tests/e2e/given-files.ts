import type { Locator } from 'playwright'
import type { Desktop } from './desktop'

/** The system's dialog, when it is asked next, gives these. */
export async function chooseInDialog(desktop: Desktop, paths: readonly string[]): Promise<void> {
  await desktop.app.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [...filePaths] })
  }, paths)
}

/** The system's dialog, when it is asked where to save, says there. */
export async function saveWhereItIsAsked(desktop: Desktop, filePath: string): Promise<void> {
  await desktop.app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path })
  }, filePath)
}

/** Drags files of this computer from outside the window onto something in it, and lets go of them once. */
export async function dropFiles(desktop: Desktop, target: Locator, files: readonly string[]): Promise<void> {
  const box = await target.boundingBox()
  if (box === null) throw new Error('nothing to drop onto')
  const cdp = await desktop.page.context().newCDPSession(desktop.page)
  const place = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  const data = { items: [], files: [...files], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await cdp.send('Input.dispatchDragEvent', { type, ...place, data })
  await cdp.detach()
}
