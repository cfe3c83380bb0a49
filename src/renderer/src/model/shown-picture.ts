import { avatarFile } from '@shared/avatar-address'

/**
 * The address of a picture as the page may show it: only what lies in the address itself. What lies on the network is
 * fetched by nobody here: whoever is asked for it learns who reads, and when. The page's policy says the same.
 */
export function shownPicture(address: string | undefined): string | undefined {
  return address !== undefined && /^data:image\//i.test(address) ? address : undefined
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

/** Pixels of a picture that is drawn as it is beside its small one: of more, the small one is what a box of this size shows. */
const MOST_PIXELS = 16_000_000

/** Whether a picture is drawn itself, and not only its small one, by the edges that its message tells. */
export function isDrawnWhole({ width, height }: { readonly width?: number; readonly height?: number }, hasSmall: boolean): boolean {
  return !hasSmall || (width !== undefined && height !== undefined && width * height <= MOST_PIXELS)
}
