/** The build's list of libraries, as JSON. Rejects where there is none, as while developing. */
export async function readLicenceFile(): Promise<string> {
  const file = new URL('licences.js', document.baseURI).href
  const { default: text } = (await import(/* @vite-ignore */ file)) as { readonly default: unknown }
  return String(text)
}
