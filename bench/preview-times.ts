import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asConversationId } from '@shared/ids'
import { startServer } from '../src/server/server'
import { Desktop } from '../tests/e2e/desktop'
import { chooseInDialog } from '../tests/e2e/given-files'
import { must } from '../tests/helpers/results'
import { asAnother, type DrawnPicture, drawPicture } from './drawn-pictures'
import { atMost, type Row, rowOf } from './measure'

/** Pictures that are drawn; every message has bytes of its own all the same. */
const DRAWN = 4

/** Sends pictures one after the other, each until its message tells what it looks like; beside it the bare calls. */
export async function previews(
  root: string,
  display: string,
  count: number,
): Promise<{ readonly pictures: readonly DrawnPicture[]; readonly row: Row }> {
  const server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, demo: { messages: 60 } })
  const desktop = await Desktop.launch({ profileDir: join(root, 'sender'), env: { DISPLAY: display } })
  try {
    await desktop.page.evaluate('globalThis.__name = (value) => value')
    await desktop.signIn(server, 'alice')
    const pictures: DrawnPicture[] = []
    for (let seed = 1; seed <= DRAWN; seed++) pictures.push(await drawPicture(desktop.page, seed))
    const [ours, bare]: [number[], number[]] = [[], []]
    for (let run = 0; run <= count; run++) {
      const bytes = asAnother(pictures[run % DRAWN]!.whole, run)
      const path = join(root, `sent ${run}.jpg`)
      writeFileSync(path, bytes)
      const [our, its] = [await previewMs(desktop, path), await bareMs(desktop, bytes)]
      // The first opens the page that decodes.
      if (run === 0) continue
      ours.push(our)
      bare.push(its)
    }
    const pairs = ours.map((value, run) => ({ value, baseline: bare[run]! }))
    const against = 'createImageBitmap, a canvas, WebP'
    return { pictures, row: rowOf({ name: 'media: preview of 12 megapixels', against, unit: 'ms', goal: atMost(2), pairs }) }
  } finally {
    await desktop.close()
    await server.close()
  }
}

/**
 * From the sending until the message has its colours, by which time its preview is made, ms. It resolves when the message is sent:
 * the next one waits for no smaller copy of this.
 */
async function previewMs(desktop: Desktop, path: string): Promise<number> {
  await chooseInDialog(desktop, [path])
  const { files } = must(await desktop.call('files:choose'))
  const conversationId = asConversationId('c2c:alice:bob')
  return desktop.page.evaluate(
    async ({ id, conversationId }) => {
      const call = async (channel: string, value: unknown): Promise<unknown> =>
        JSON.parse(await (window.jim.call as (channel: string, value: unknown) => Promise<string>)(channel, value))
      type Page = { value: { messages: { content: { thumbHash?: string }; status: string }[] } }
      const began = performance.now()
      await call('files:send', { conversationId, files: [{ id, as: 'picture' }], keepsLocation: true })
      let took: number | undefined
      for (;;) {
        const page = (await call('timeline:page', { conversationId, anchor: { at: 'end' }, limit: 1 })) as Page
        const message = page.value.messages.at(-1)
        if (message?.content.thumbHash !== undefined) took ??= performance.now() - began
        if (took !== undefined && message?.status === 'sent') return took
        if (performance.now() - began > 20_000) throw new Error(took === undefined ? 'no preview was made' : 'it was not sent')
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    },
    { id: files[0]!.id, conversationId },
  )
}

async function bareMs({ page }: Desktop, bytes: Buffer): Promise<number> {
  return page.evaluate(async (base64) => {
    const blob = new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: 'image/jpeg' })
    const began = performance.now()
    const image = await createImageBitmap(blob)
    const canvas = new OffscreenCanvas(800, 600)
    canvas.getContext('2d')!.drawImage(image, 0, 0, 800, 600)
    await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 })
    const ms = performance.now() - began
    image.close()
    return ms
  }, bytes.toString('base64'))
}
