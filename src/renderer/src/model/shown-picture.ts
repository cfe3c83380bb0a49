import { avatarFile } from '@shared/avatar-address'

/** A picture in its own address; SVG is a document, and none. */
const INLINE = /^data:image\/(?!svg)[\w.+-]{1,40};base64,([A-Za-z0-9+/]+)={0,2}$/i
/** Signs; what a message brings is no longer, and main reads no longer one. */
const MAX_INLINE = 1_390_000

/**
 * The address of a picture as the page may show it: only what lies in the address itself, by way of main, which has it
 * decoded elsewhere (adr/026). What lies on the network is fetched by nobody here: whoever is asked for it learns who reads,
 * and when.
 */
export function shownPicture(address: string | undefined): string | undefined {
  const bytes = address === undefined || address.length > MAX_INLINE ? undefined : INLINE.exec(address)?.[1]
  return bytes && `jim-media://inline/${bytes.replaceAll('+', '-').replaceAll('/', '_')}`
}

/** The picture of a person or a group: one that this server keeps, which main fetches and looks at first, or one in the address. */
export function avatarPicture(address: string | undefined): string | undefined {
  const fileId = avatarFile(address ?? '')
  return fileId === undefined ? shownPicture(address) : `jim-media://avatar/${fileId}`
}

/** Whether the browser can be asked to open it; main looks again. */
export function opensInBrowser(address: string | undefined): address is string {
  return address !== undefined && /^https?:\/\//i.test(address) && URL.canParse(address)
}

/** The address of something that main keeps (`LocalFile`, `ChosenFile`); never asked of one that a message brings along. */
export function keptPicture(address: string | undefined): string | undefined {
  return address !== undefined && /^jim-media:/.test(address) ? address : undefined
}

/** The address of a picture of others as large as a screen shows it; of one's own it is the same. */
export function viewPicture(address: string): string {
  return address.replace(/^jim-media:\/\/file\//, 'jim-media://view/')
}

/** The address of a picture of others with all of its px; of one's own it is the same. */
export function largePicture(address: string): string {
  return address.replace(/^jim-media:\/\/file\//, 'jim-media://large/')
}

/** Pixels of a picture of one's own that is drawn as it is beside its small one: of more, the small one is what a box of this size shows. */
const MOST_PIXELS = 16_000_000

/** Whether a picture is drawn itself, and not only its small one, by the edges that its message tells. */
export function isDrawnWhole(
  { width, height }: { readonly width?: number; readonly height?: number },
  address: string,
  hasSmall: boolean,
): boolean {
  // Of one of others main has a size for the screen.
  if (!hasSmall || address.startsWith('jim-media://file/')) return true
  return width !== undefined && height !== undefined && width * height <= MOST_PIXELS
}
