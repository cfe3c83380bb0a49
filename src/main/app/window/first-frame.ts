/** How the page looks before its script has asked for the settings. */
export type Look = { readonly theme: 'light' | 'dark'; readonly language: 'zh-CN' | 'en' }

/** The page's document with its look on the root, as `use-appearance` of the renderer puts it there later. */
export function dressed(html: string, { theme, language }: Look): string {
  return html.replace(/<html[^>]*>/, `<html lang="${language}" data-theme="${theme}">`)
}
