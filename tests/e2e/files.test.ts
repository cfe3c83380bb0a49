import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Choice } from '../../src/shared/file'
import { fromJson, type JsonText } from '../../src/shared/json-text'
import type { Result } from '../../src/shared/result'
import { png } from '../transfers/pictures'
import { must } from '../helpers/results'
import { ask } from './ask'
import { Desktop } from './desktop'

let desktop: Desktop
beforeAll(async () => {
  desktop = await Desktop.launch()
  must(await desktop.call('account:try-local'))
})
afterAll(() => desktop.close())

const PICTURE = png(900, 600)

/** As the window pastes a picture. */
async function paste(bytes: Buffer, mime = 'image/png'): Promise<Choice> {
  const answer = await desktop.page.evaluate(
    ([data, type]) => window.jim.call('files:paste', { bytes: new Uint8Array(data), mime: type }),
    [[...bytes], mime] as const,
  )
  return must(fromJson(answer))
}

/** The edges of a picture as the page draws it; `undefined`: it draws nothing. */
function drawn(url: string): Promise<readonly number[] | undefined> {
  return desktop.page.evaluate(async (src) => {
    const image = new Image()
    const isLoaded = new Promise<boolean>((done) => {
      image.addEventListener('load', () => done(true))
      image.addEventListener('error', () => done(false))
    })
    image.src = src
    return (await isLoaded) ? [image.naturalWidth, image.naturalHeight] : undefined
  }, url)
}

describe('files of this device', () => {
  it('are drawn by an address without a path, until they are discarded', async () => {
    const { files } = await paste(PICTURE)
    const { id, picture } = files[0]!
    expect(picture).toMatchObject({ width: 900, height: 600, previewUrl: `jim-media://chosen/${id}` })
    expect(await drawn(picture!.previewUrl)).toEqual([900, 600])
    must(await desktop.call('files:discard', { ids: [id] }))
    expect(await drawn(picture!.previewUrl)).toBeUndefined()
  })

  it('come in exact parts, with a type that Chromium draws, and nothing else is there', async () => {
    const { files } = await paste(PICTURE)
    const url = files[0]!.picture!.previewUrl
    const answer = async (address: string, range?: string): Promise<readonly unknown[]> => {
      const { status, bytes, headers } = await ask(desktop, address, range === undefined ? {} : { range })
      return [status, bytes, headers['content-range'], headers['content-type'], headers['x-content-type-options']]
    }
    expect(await answer(url)).toEqual([200, PICTURE.length, undefined, 'image/png', 'nosniff'])
    expect(await answer(url, 'bytes=10-19')).toEqual([206, 10, `bytes 10-19/${PICTURE.length}`, 'image/png', 'nosniff'])
    expect((await answer(url, `bytes=${PICTURE.length}-`)).slice(0, 3)).toEqual([416, 0, `bytes */${PICTURE.length}`])
    for (const other of [`jim-media://file/${'0'.repeat(64)}`, 'jim-media://file/../../etc/passwd', 'jim-media://sent/1', `${url}?x`]) {
      expect((await answer(other))[0], other).toBe(404)
    }
  })

  it('are given by the preload alone: a page that names a path is not heard', async () => {
    const given = await desktop.page.evaluate(async () => {
      const named = { name: 'passwd', path: '/etc/passwd' } as unknown as File
      const made = new File(['x'], 'passwd')
      const tries = [
        () => window.jim.filesFrom([made]),
        () => window.jim.filesFrom([named]),
        () => window.jim.filesFrom(['/etc/passwd' as never]),
      ]
      return Promise.all(
        tries.map((attempt) =>
          Promise.resolve()
            .then(attempt)
            .then(
              (answer) => answer as string,
              () => 'thrown',
            ),
        ),
      )
    })
    const chosen = given.flatMap((answer) => {
      if (answer === 'thrown') return []
      const read = fromJson(answer as JsonText<Result<Choice>>)
      return read.ok ? read.value.files : []
    })
    expect(chosen).toEqual([])
  })

  it('are drawn from where they lie once they are sent', async () => {
    const { files } = await paste(PICTURE)
    const [conversation] = must(await desktop.call('conversations:list'))
    const { conversationId } = conversation!
    must(await desktop.call('files:send', { conversationId, files: [{ id: files[0]!.id, as: 'picture' }] }))
    const newest = async (): Promise<unknown> => {
      const { messages } = must(await desktop.call('timeline:page', { conversationId, anchor: { at: 'end' }, limit: 20 }))
      const mine = messages.findLast(({ content }) => content.kind === 'image')
      return mine && { status: mine.status, content: mine.content, file: mine.file }
    }
    await expect.poll(newest).toMatchObject({
      status: 'sent',
      content: { kind: 'image', width: 900, height: 600 },
      file: { family: 'picture', mediaUrl: expect.stringMatching(/^jim-media:\/\/(file|sent)\//) as string },
    })
    const sent = (await newest()) as { readonly file: { readonly mediaUrl: string } }
    expect(await drawn(sent.file.mediaUrl)).toEqual([900, 600])
  })
})
