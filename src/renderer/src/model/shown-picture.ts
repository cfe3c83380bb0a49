/**
 * The address of a picture as the page may show it: only what lies in the address itself. What lies on the network is
 * fetched by nobody here: whoever is asked for it learns who reads, and when. The page's policy says the same.
 */
export function shownPicture(address: string | undefined): string | undefined {
  return address !== undefined && /^data:image\//i.test(address) ? address : undefined
}

/** Whether the browser can be asked to open it; main looks again. */
export function opensInBrowser(address: string | undefined): address is string {
  return address !== undefined && /^https?:\/\//i.test(address) && URL.canParse(address)
}
