import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { serveExtraPage } from '../../src/main/media/extra-page'
import { MEDIA_WINDOW_POLICY } from '../../src/main/media/media-window-policy'
import { tempFolder } from '../store/helpers'

let dir: string
beforeEach(() => {
  dir = join(tempFolder(), 'media-window')
  mkdirSync(join(dir, 'assets'), { recursive: true })
  for (const name of ['index.html', 'assets/heic-worker-YfvGMxMB.js', 'assets/libheif-nX98_N-7.wasm', 'assets/notes.txt', '../beside.js']) {
    writeFileSync(join(dir, name), `bytes of ${name}`)
  }
})

describe('the page that decodes', () => {
  it.each([
    ['', 'text/html; charset=utf-8', 'bytes of index.html'],
    ['assets/heic-worker-YfvGMxMB.js', 'text/javascript; charset=utf-8', 'bytes of assets/heic-worker-YfvGMxMB.js'],
    ['assets/libheif-nX98_N-7.wasm', 'application/wasm', 'bytes of assets/libheif-nX98_N-7.wasm'],
  ])('has %j of what the build made', async (name, type, text) => {
    const answer = await serveExtraPage({ dir, policy: MEDIA_WINDOW_POLICY }, name)
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, type, text])
  })

  it.each(['assets/notes.txt', 'assets/none.js', '../beside.js', 'assets/../../beside.js', 'assets', undefined])(
    'has nothing else: %j',
    async (name) => {
      const answer = await serveExtraPage({ dir, policy: MEDIA_WINDOW_POLICY }, name)
      expect([answer.status, await answer.text()]).toEqual([404, ''])
    },
  )

  it('may run its own scripts, workers and WebAssembly, whatever is asked for, and no text as a script', async () => {
    for (const name of ['', 'assets/heic-worker-YfvGMxMB.js', 'none']) {
      const policy =
        (await serveExtraPage({ dir, policy: MEDIA_WINDOW_POLICY }, name)).headers.get('content-security-policy')?.split('; ') ?? []
      expect(policy).toEqual(
        expect.arrayContaining(["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "worker-src 'self'", "connect-src 'self'"]),
      )
    }
  })
})
