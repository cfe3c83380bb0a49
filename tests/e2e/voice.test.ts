import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from 'playwright'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { must } from '../helpers/results'
import type { Desktop } from './desktop'
import { Office } from './office'

const CHAT = 'c2c:alice:bob'

let dir: string
let office: Office
let alice: Desktop
let bob: Desktop

/** Says as much in one second as in the next, at 16 bits and 48 kHz: what Chromium's own microphone plays over and over. */
function spokenFile(path: string): void {
  const rate = 48_000
  const samples = Buffer.alloc(rate * 2)
  for (let i = 0; i < rate; i++)
    samples.writeInt16LE(Math.round(12_000 * Math.sin((2 * Math.PI * 300 * i) / rate) * Math.abs(Math.sin((9 * i) / rate))), 2 * i)
  const head = Buffer.alloc(44)
  head.write('RIFF', 0, 'latin1')
  head.writeUInt32LE(36 + samples.length, 4)
  head.write('WAVEfmt ', 8, 'latin1')
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(rate * 2, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36, 'latin1')
  head.writeUInt32LE(samples.length, 40)
  writeFileSync(path, Buffer.concat([head, samples]))
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'jim-e2e-voice-'))
  const spoken = join(dir, 'spoken.wav')
  spokenFile(spoken)
  const args = ['--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${spoken}`]
  office = await Office.open({ people: { alice: 'en', bob: 'en' }, args })
  ;[alice, bob] = [office.of('alice'), office.of('bob')]
  for (const desktop of [alice, bob]) await desktop.openConversation(CHAT)
})
afterAll(async () => {
  await office.close()
  rmSync(dir, { recursive: true, force: true })
})
beforeEach(() => watchMicrophone(alice))

/** What the page gets of the microphone from now on is remembered. */
async function watchMicrophone({ page }: Desktop): Promise<void> {
  await page.evaluate(() => {
    const given: MediaStream[] = []
    const devices = navigator.mediaDevices
    const open = MediaDevices.prototype.getUserMedia.bind(devices)
    devices.getUserMedia = async (wanted) => {
      const stream = await open(wanted)
      given.push(stream)
      return stream
    }
    Object.assign(window, { given })
  })
}

/** Of the microphones that the page got: whether each still hears. */
async function live({ page }: Desktop): Promise<readonly boolean[]> {
  return page.evaluate(() =>
    (window as unknown as { given: MediaStream[] }).given.map((stream) =>
      stream.getTracks().some(({ readyState }) => readyState === 'live'),
    ),
  )
}

/** What the page is told when it asks for a microphone by itself. */
async function asksByItself({ page }: Desktop): Promise<string> {
  return page.evaluate(() =>
    MediaDevices.prototype.getUserMedia.call(navigator.mediaDevices, { audio: true }).then(
      () => 'given',
      (error: unknown) => (error instanceof DOMException ? error.name : String(error)),
    ),
  )
}

const recordButton = ({ page }: Desktop): Locator => page.getByRole('button', { name: 'Record a voice message: hold, or click' })
const recorded = ({ page }: Desktop, time: string): Locator => page.getByTestId('recorded-time').filter({ hasText: time })
const voices = ({ timeline }: Desktop): Locator => timeline.getByTestId('voice')
const unheard = (desktop: Desktop): Locator => voices(desktop).filter({ has: desktop.page.getByTestId('voice-unheard') })

/** s, as `0:07` says it. */
function secondsOf(time: string | null): number {
  const [minutes, seconds] = (time ?? '').split(':').map(Number)
  return 60 * minutes! + seconds!
}

it('gives no page a microphone that does not record', async () => {
  expect(await asksByItself(alice)).toBe('NotAllowedError')
  expect(await alice.page.evaluate(async () => (await navigator.permissions.query({ name: 'microphone' as PermissionName })).state)).toBe(
    'denied',
  )
})

it('Escape cancels: nothing is sent, the microphone is let go of, and no longer given', async () => {
  const before = await voices(alice).count()
  await recordButton(alice).click()
  await recorded(alice, '0:01').waitFor()
  expect(await live(alice)).toEqual([true])
  await alice.page.keyboard.press('Escape')
  await alice.composer.waitFor()
  expect(await live(alice)).toEqual([false])
  expect(await asksByItself(alice)).toBe('NotAllowedError')
  expect(await voices(alice).count()).toBe(before)
  expect(must(await alice.call('voice:drafts'))).toEqual([])
})

it('what is recorded is listened to, sent, and played on the other side; the next that was not heard follows', async () => {
  await recordButton(alice).click()
  await recorded(alice, '0:02').waitFor()
  await alice.page.getByRole('button', { name: 'Listen', exact: true }).click()
  const draft = alice.page.getByTestId('voice-draft')
  await draft.waitFor()
  expect(await live(alice)).toEqual([false])
  const [kept] = must(await alice.call('voice:drafts'))
  expect(kept?.seconds).toBeGreaterThan(1.9)
  expect(kept?.seconds).toBeLessThan(6)
  // A voice that rises and falls fills the height and leaves it again.
  expect(kept?.wave).toMatch(/f/)
  expect(new Set(kept?.wave).size).toBeGreaterThan(4)
  await draft.getByRole('button', { name: 'Listen to the recording' }).click()
  await draft.getByRole('button', { name: 'Pause the recording' }).waitFor()
  await draft
    .getByTestId('draft-time')
    .filter({ hasText: /^0:0[1-9] / })
    .waitFor()
  await draft.getByRole('button', { name: 'Send', exact: true }).click()
  await alice.waitForDelivery('sent', 'delivered', 'read')

  const box = (await recordButton(alice).boundingBox())!
  await alice.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await alice.page.mouse.down()
  await recorded(alice, '0:01').waitFor()
  await alice.page.mouse.up()
  await alice.composer.waitFor()
  await alice.timeline
    .locator('article[data-delivery]:is([data-delivery=sent], [data-delivery=delivered], [data-delivery=read])')
    .getByTestId('voice')
    .nth(1)
    .waitFor()

  await unheard(bob).nth(1).waitFor()
  const [first, second] = [unheard(bob).first(), unheard(bob).nth(1)]
  const length = secondsOf(await first.getByTestId('voice-time').textContent())
  expect(length).toBe(Math.round(kept!.seconds))
  const firstId = await first.locator('xpath=ancestor::article').getAttribute('data-local-id')
  const secondId = await second.locator('xpath=ancestor::article').getAttribute('data-local-id')
  const voiceOf = (id: string | null): Locator => bob.timeline.locator(`article[data-local-id="${id}"]`).getByTestId('voice')
  await first.getByRole('button', { name: /^Play/ }).click()
  await voiceOf(firstId)
    .getByTestId('voice-time')
    .filter({ hasText: /^0:0[1-9] / })
    .waitFor()
  const slider = voiceOf(firstId).getByRole('slider')
  await slider.press('Home')
  expect(Number(await slider.getAttribute('aria-valuenow'))).toBe(0)
  await slider.press('End')
  // At its end the next one begins by itself, and is heard then.
  await voiceOf(secondId)
    .getByRole('button', { name: /^Pause/ })
    .waitFor()
  await expect.poll(() => unheard(bob).count()).toBe(0)
})

it('whoever slides away while they hold the button sends nothing', async () => {
  const before = await voices(alice).count()
  const box = (await recordButton(alice).boundingBox())!
  await alice.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await alice.page.mouse.down()
  await recorded(alice, '0:01').waitFor()
  await alice.page.mouse.move(box.x - 140, box.y)
  await alice.page.getByText('Let go to cancel').waitFor()
  await alice.page.mouse.up()
  await alice.composer.waitFor()
  expect(await live(alice)).toEqual([false])
  expect(await voices(alice).count()).toBe(before)
  expect(must(await alice.call('voice:drafts'))).toEqual([])
})

it('what was said before the chat was left waits there, and outlives the app that is killed', async () => {
  await recordButton(alice).click()
  await recorded(alice, '0:01').waitFor()
  await alice.openConversation('c2c:alice:carol')
  expect(await live(alice)).toEqual([false])
  await alice.row(CHAT).click()
  await alice.page.getByTestId('voice-draft').waitFor()
  const [before] = must(await alice.call('voice:drafts'))

  alice = await office.killAndRestart('alice')
  await alice.row(CHAT).click()
  const draft = alice.page.getByTestId('voice-draft')
  await draft.waitFor()
  const [after] = must(await alice.call('voice:drafts'))
  expect(after).toEqual({ ...before, id: after!.id, url: after!.url })
  await draft.getByRole('button', { name: 'Listen to the recording' }).click()
  await draft.getByRole('button', { name: 'Pause the recording' }).waitFor()
  await draft.getByRole('button', { name: 'Throw the recording away' }).click()
  await alice.composer.waitFor()
  expect(must(await alice.call('voice:drafts'))).toEqual([])
})
