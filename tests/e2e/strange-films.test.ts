import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asConversationId } from '@shared/ids'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { must } from '../helpers/results'
import type { Desktop } from './desktop'
import { chooseInDialog } from './given-files'
import { type Office, openFileChat } from './office'
import { playFilm } from './play-film'
import { sayFile } from './strange-files'

const CAROL = { as: 'carol', to: 'bob' }
const CHAT = asConversationId('c2c:bob:carol')
const RATE = 8000

let office: Office
let alice: Desktop
let bob: Desktop
let dir: string
let close: (() => Promise<void>) | undefined

beforeAll(async () => {
  ;({ office, alice, bob, dir, close } = await openFileChat())
})
afterAll(() => close?.())

/** Silence for a second, then a loud one and one that is half as loud. */
function wav(): Buffer {
  const samples = Buffer.alloc(3 * RATE * 2)
  for (let index = RATE; index < 3 * RATE; index++) {
    samples.writeInt16LE(Math.round(Math.sin(index / 3) * (index < 2 * RATE ? 20_000 : 10_000)), index * 2)
  }
  const head = Buffer.alloc(44)
  head.write('RIFF')
  head.writeUInt32LE(36 + samples.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(RATE, 24)
  head.writeUInt32LE(RATE * 2, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples.length, 40)
  return Buffer.concat([head, samples])
}

/** What Chromium records of a drawing, or of a tone. */
async function recorded(of: 'film' | 'tone'): Promise<Buffer> {
  const bytes = await alice.page.evaluate(async (what) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 120 })
    const pen = canvas.getContext('2d')!
    const audio = new AudioContext()
    const tone = audio.createMediaStreamDestination()
    const oscillator = audio.createOscillator()
    oscillator.connect(tone)
    oscillator.start()
    const stream = what === 'film' ? canvas.captureStream(30) : tone.stream
    const recorder = new MediaRecorder(stream, { mimeType: what === 'film' ? 'video/mp4;codecs=avc1.42E01E' : 'audio/webm' })
    const parts: Blob[] = []
    recorder.ondataavailable = ({ data }) => parts.push(data)
    const isDone = new Promise((done) => (recorder.onstop = done))
    recorder.start()
    const from = performance.now()
    while (performance.now() - from < 1500) {
      pen.fillStyle = '#0c4'
      pen.fillRect(0, 0, 160, 120)
      await new Promise(requestAnimationFrame)
    }
    recorder.stop()
    await isDone
    await audio.close()
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())]
  }, of)
  return Buffer.from(bytes)
}

const lastContent = async () =>
  must(await bob.call('timeline:page', { conversationId: CHAT, anchor: { at: 'end' }, limit: 1 })).messages.at(-1)?.content

it('a voice of which its sender said nothing shows how long and how loud it is', async () => {
  await sayFile(office, CAROL, 'sound', { name: 'voice.wav', mime: 'audio/wav', bytes: wav() })
  await bob.openConversation(CHAT)
  await expect.poll(() => bob.timeline.getByTestId('voice-time').last().textContent()).toBe('0:03')
  const content = await lastContent()
  expect(content).toMatchObject({ kind: 'sound', seconds: 3 })
  // 64 stretches of three seconds: silent, loud, half as loud; where two of them meet in one it is something between.
  expect(content?.kind === 'sound' ? content.wave : '').toMatch(/^A{21}.f{20}.[PQ]{21}$/)
})

it('a film of which its sender said nothing has its poster, length and edges', async () => {
  await sayFile(office, CAROL, 'video', { name: 'film.mp4', mime: 'video/mp4', bytes: await recorded('film') })
  const card = bob.timeline.locator('[data-local-id]').last()
  await card.getByRole('button', { name: /^(Download|Play)/ }).waitFor()
  if ((await card.getByRole('button', { name: /^Download/ }).count()) > 0) await card.getByRole('button', { name: /^Download/ }).click()
  const poster = card.locator('img[src^="jim-media://poster/"]')
  await poster.waitFor()
  expect(await poster.evaluate((one: HTMLImageElement) => one.decode().then(() => [one.naturalWidth, one.naturalHeight]))).toEqual([
    160, 120,
  ])
  await expect.poll(lastContent).toMatchObject({ kind: 'video', width: 160, height: 120, seconds: expect.any(Number) })
  // It plays since it was asked for; whoever comes back finds it at rest.
  await bob.openConversation('c2c:alice:bob')
  await bob.openConversation(CHAT)
  expect(await card.getByTestId('video-pill').textContent()).toMatch(/^0:0[12] · /)
})

it('a film of which the end is missing plays from its front, and can be sought at once', async () => {
  const whole = await recorded('film')
  await sayFile(office, CAROL, 'video', { name: 'cut.mp4', mime: 'video/mp4', bytes: whole.subarray(0, Math.floor(whole.length * 0.7)) })
  const card = bob.timeline.locator('[data-local-id]').last()
  await card.getByRole('group', { name: /cut/ }).waitFor()
  await playFilm(card)
  const seen = await card.locator('video').evaluate(async (element) => {
    const video = element as HTMLVideoElement
    if (video.readyState < 2) await new Promise((done) => video.addEventListener('loadeddata', done, { once: true }))
    video.pause()
    const isSought = new Promise((done) => video.addEventListener('seeked', done, { once: true }))
    video.currentTime = 0.2
    await isSought
    return { at: video.currentTime, from: video.seekable.start(0), width: video.videoWidth }
  })
  expect(seen).toEqual({ at: 0.2, from: 0, width: 160 })
})

it('a film without pictures says that it cannot be shown, before anybody plays it', async () => {
  await sayFile(office, CAROL, 'video', { name: 'blind.webm', mime: 'video/webm', bytes: await recorded('tone') })
  const card = bob.timeline.locator('[data-local-id]').last()
  await card.getByRole('group', { name: /blind/ }).waitFor()
  if ((await card.getByRole('button', { name: /^Download/ }).count()) > 0) await card.getByRole('button', { name: /^Download/ }).click()
  await card.getByText('This video cannot be shown here').waitFor()
  expect(await card.getByRole('button', { name: /^Play/ }).count()).toBe(0)
})

it('a film is seen on the sheet before it is sent, with its length and edges', async () => {
  const path = join(dir, 'talk.mp4')
  writeFileSync(path, await recorded('film'))
  await chooseInDialog(alice, [path])
  await alice.page.getByRole('button', { name: 'Attach files' }).click()
  const row = alice.page.getByRole('dialog').locator('[data-chosen]')
  await row.getByText(/0:0[12] · 160 × 120/).waitFor()
  expect(await row.locator('img').evaluate((one: HTMLImageElement) => one.decode().then(() => one.naturalWidth))).toBe(160)
})
