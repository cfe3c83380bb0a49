import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../../src/server/server'
import { ReleaseFeed } from '../helpers/release-feed'
import { newSigner, releaseOf, signatureLine } from '../helpers/signed-release'
import { Desktop } from './desktop'

const VERSION = '99.1.0'
const DEB = `jim-desktop_${VERSION}_amd64.deb`
const PACKAGE = Buffer.alloc(3_000_000, 'a package ')
const signer = newSigner()

let dir: string
let feed: ReleaseFeed
let server: RunningServer
let desktop: Desktop
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'jim-e2e-updates-'))
  feed = await ReleaseFeed.start()
  server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, demo: { messages: 20 } })
  const env = { JIM_RELEASE_KEYS: signer.publicKey, JIM_PACKAGE_KIND: 'deb' }
  desktop = await Desktop.launch({ profileDir: join(dir, 'profile'), env })
  await desktop.signIn(server, 'alice')
})
afterAll(async () => {
  await desktop.close()
  await server.close()
  feed.close()
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
})

/** Signed anew, or with the signature of what was there before. */
function publish(notes: string, isForged = false): void {
  const packages = [{ ...(releaseOf(VERSION, PACKAGE)['packages'] as [object])[0], arch: process.arch }]
  const expires = new Date(Date.now() + 86_400_000).toISOString()
  const content = Buffer.from(JSON.stringify(releaseOf(VERSION, PACKAGE, { packages, expires, notes: { en: notes } })))
  feed.files.set('release.json', content)
  if (!isForged) feed.files.set('release.json.sig', Buffer.from(signatureLine(content, signer)))
  feed.files.set(DEB, PACKAGE)
}

const region = () => desktop.page.getByRole('region', { name: 'Updates' })
const press = (name: string) => region().getByRole('button', { name, exact: true }).click()

/* One person's way through an update: in this order, in one window. */
describe('an update', () => {
  it('is found at a source that was typed, with what is new as plain text', async () => {
    publish('Faster.\n<b>Not bold.</b>')
    const { page } = desktop
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: 'About', exact: true }).click()
    await region().getByRole('textbox', { name: 'Where updates come from' }).fill(feed.address)
    await press('Save')
    await region().getByText('Not encrypted: others on the way see what is fetched.', { exact: false }).waitFor()
    await press('Check now')
    await region().getByText(`Version ${VERSION}`).waitFor()
    await region().getByText('<b>Not bold.</b>').waitFor()
    expect(feed.log).toEqual(['release.json.sig', 'release.json'])
    expect(await page.getByRole('button', { name: 'Settings: an update is there', includeHidden: true }).count()).toBe(1)
  })

  it('shows how far its download is, also while nothing comes, and ends it', async () => {
    feed.faults.push({ of: DEB, stopAfter: 1_000_000 })
    await press('Download')
    await region().getByRole('progressbar').waitFor()
    await expect.poll(() => region().getByRole('progressbar').getAttribute('aria-valuenow')).toBe('33')
    await press('Cancel')
    await region().getByRole('button', { name: 'Download', exact: true }).waitFor()
  })

  it('is downloaded and verified when that is asked for, and the command is said', async () => {
    await press('Download')
    await region().getByText('Verified: signed and complete.').waitFor()
    const path = join(dir, 'profile', 'updates', VERSION, DEB)
    expect(await region().getByTestId('update-command').textContent()).toBe(`sudo apt install ${path}`)
    expect(readFileSync(path).equals(PACKAGE)).toBe(true)
    await press('Copy command')
    await region().getByRole('button', { name: 'Copied' }).waitFor()
    expect(await desktop.app.evaluate(({ clipboard }) => clipboard.readText())).toBe(`sudo apt install ${path}`)
  })

  it('that was forged is said to be, and not taken', async () => {
    publish('Click here!', true)
    await press('Check now')
    await region().getByText('it was changed or forged. Nothing was taken.', { exact: false }).waitFor()
    expect(await region().getByTestId('update-offer').count()).toBe(0)
    expect(await region().getByText('Click here!').count()).toBe(0)
    expect(existsSync(join(dir, 'profile', 'updates', VERSION, `${DEB}.part`))).toBe(false)
  })
})
