import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BASE_SCREENS } from './screens/base-screens'
import { CAPTURE_SCREENS, shootOverlay } from './screens/capture-screens'
import { CHAT_SCREENS } from './screens/chat-screens'
import { CONVERSATION_SCREENS } from './screens/conversation-screens'
import { FACE_SCREENS } from './screens/face-screens'
import { holdCalls } from './screens/feign'
import { FILE_SCREENS } from './screens/file-screens'
import { GALLERY } from './screens/gallery'
import { LIBRARY_SCREENS } from './screens/library-screens'
import { MEDIA_SCREENS } from './screens/media-screens'
import { MESSAGE_SCREENS } from './screens/message-screens'
import { PAPER_FACE_SCREENS } from './screens/paper-face-screens'
import { READING_SCREENS } from './screens/reading-screens'
import { SEARCH_SCREENS } from './screens/search-screens'
import { SETTINGS_SCREENS } from './screens/settings-screens'
import { SHELF_FACE_SCREENS } from './screens/shelf-face-screens'
import { SIGN_IN_SCREENS } from './screens/sign-in-screens'
import { openStage, type Stage } from './screens/stage'
import { FIRST_RUN_SCREENS, LOADING_SCREENS, OFFLINE_SCREENS, TROUBLE_SCREENS } from './screens/state-screens'
import { type Screen, Studio } from './screens/studio'
import { TRIAL_SCREENS } from './screens/trial-screens'
import { VOICE_SCREENS } from './screens/voice-screens'

/*
 * Every screen, in the real window against real servers, in order: one window, whose theme and language are changed
 * while the screen is open. axe looks at each in both themes. `npm run screenshots` also keeps the pictures.
 */

let stage: Stage
let studio: Studio
beforeAll(async () => {
  stage = await openStage()
  studio = await Studio.open(stage)
})
afterAll(async () => {
  await studio.close()
  await stage.close()
})

function shootAll(screens: readonly Screen[]): void {
  it.each(screens)('$name', async (screen) => {
    expect(await studio.shoot(screen)).toEqual([])
  })
}

describe('signing in', () => shootAll(SIGN_IN_SCREENS))

/** `npm run screenshots` may have left out what came before. */
const beSignedIn = (): Promise<void> => studio.beSignedIn('alice')

describe('signed in', () => {
  beforeAll(beSignedIn)
  shootAll(CONVERSATION_SCREENS)
  shootAll(CHAT_SCREENS)
  shootAll(MESSAGE_SCREENS)
  shootAll(FILE_SCREENS)
  shootAll(FACE_SCREENS)
  shootAll(MEDIA_SCREENS)
  shootAll(LIBRARY_SCREENS)
  shootAll(SHELF_FACE_SCREENS)
  shootAll(PAPER_FACE_SCREENS)
  shootAll(CAPTURE_SCREENS)
  it.each(['zh-CN', 'en'] as const)('screen-region, %s', async (language) => {
    expect(await shootOverlay(studio, language)).toEqual([])
  })
  shootAll(VOICE_SCREENS)
  shootAll(READING_SCREENS)
  shootAll(SEARCH_SCREENS)
  shootAll(SETTINGS_SCREENS)
  shootAll(LOADING_SCREENS)
})

describe('the first frame is the logo, until the script has what it draws', () => {
  beforeAll(beSignedIn)
  it.each(['light', 'dark'] as const)('first-frame-%s', async (theme) => {
    await studio.set({ theme })
    await holdCalls(studio, ['app:info'])
    await studio.page.reload()
    const logo = studio.page.locator('.first-frame')
    await logo.waitFor()
    await studio.picture(`first-frame-${theme}`)
    const { width, height } = (await logo.boundingBox())!
    await holdCalls(studio, [])
    await studio.page.reload()
    await studio.desktop.conversations.waitFor()
    await studio.set({ theme: 'light' })
    expect([width, height]).toEqual([64, 64])
  })
})

describe('at every size', () => {
  beforeAll(beSignedIn)
  const NORMAL = { width: 1240, height: 760, zoom: 100 }
  const SIZES = [
    { name: 'zoom-150', width: 1240, height: 760, zoom: 150 },
    { name: 'zoom-80', width: 1240, height: 760, zoom: 80 },
    { name: 'window-smallest', width: 720, height: 480, zoom: 100 },
    { name: 'window-smallest-zoom-150', width: 720, height: 480, zoom: 150 },
  ] as const

  async function fit({ width, height, zoom }: typeof NORMAL): Promise<void> {
    await studio.resize(width, height)
    await studio.set({ zoom })
  }

  it.each(SIZES)('$name', async ({ name, ...size }) => {
    await studio.desktop.openConversation(GALLERY.cards)
    await fit(size)
    await studio.picture(`${name}-chat`)
    const inChat = await studio.misplaced()
    await studio.page.keyboard.press('Control+,')
    await studio.page.getByRole('dialog').waitFor()
    await studio.picture(`${name}-settings`)
    await studio.page.keyboard.press('Escape')
    await fit(NORMAL)
    expect(inChat).toEqual([])
  })
})

describe('in trouble', () => {
  beforeAll(beSignedIn)
  shootAll(TROUBLE_SCREENS)

  describe('with nothing to show yet', () => {
    beforeAll(async () => {
      await studio.signOut()
      await studio.signIn('nina')
    })
    shootAll(FIRST_RUN_SCREENS)
  })

  describe('on a server of the base protocol', () => {
    beforeAll(async () => {
      await studio.signOut()
      await studio.signInToBase('alice', '7')
    })
    shootAll(BASE_SCREENS)
  })

  describe('in a trial', () => {
    beforeAll(async () => {
      await studio.signOut()
      await studio.tryLocal()
    })
    shootAll(TRIAL_SCREENS)
  })

  describe('without a server', () => {
    beforeAll(async () => {
      await studio.signOut()
      await studio.signIn('alice')
    })
    shootAll(OFFLINE_SCREENS)
  })
})
