import type { Desktop } from './desktop'

/** Edges of what is on the clipboard, by its older or newer way. */
export function copiedPicture(desktop: Desktop): Promise<{ readonly width: number; readonly height: number } | undefined> {
  return desktop.app.evaluate(async ({ clipboard, nativeImage }) => {
    const older = clipboard as unknown as { readonly readImage?: () => { getSize(): { width: number; height: number } } }
    if (older.readImage !== undefined) return older.readImage().getSize()
    const [item] = await clipboard.read()
    const blob = await item?.getType('image/png')
    return blob && nativeImage.createFromBuffer(Buffer.from(await (blob as Blob).arrayBuffer())).getSize()
  })
}
