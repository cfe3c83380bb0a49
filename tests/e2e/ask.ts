import type { Desktop } from './desktop'

/** `status` 0: there was no answer. */
export type Answer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly bytes: number }

/**
 * What main answers for an address. The app's own page may ask for nothing: a page of its session does that no policy
 * holds, in a window that nobody sees and that is gone afterwards. Electron's `session.fetch` does not do: its request is lost for
 * ever when garbage is collected meanwhile.
 */
export function ask(desktop: Desktop, url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return desktop.app.evaluate(
    async ({ BrowserWindow }, [address, sent]) => {
      const window = new BrowserWindow({ show: false, webPreferences: { webSecurity: false } })
      try {
        await window.loadURL('about:blank')
        const [target, init] = [JSON.stringify(address), JSON.stringify({ headers: sent })]
        return (await window.webContents.executeJavaScript(`fetch(${target}, ${init}).then(
          async (answer) => ({
            status: answer.status,
            headers: Object.fromEntries(answer.headers),
            bytes: (await answer.arrayBuffer()).byteLength,
          }),
          () => ({ status: 0, headers: {}, bytes: 0 }),
        )`)) as Answer
      } finally {
        window.destroy()
      }
    },
    [url, headers] as const,
  )
}
