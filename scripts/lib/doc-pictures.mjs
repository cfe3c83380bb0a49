import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './paths.mjs'

export const DOC_PICTURES_DIR = join(ROOT, 'docs', 'images')

/**
 * The pictures of docs/images: of which screen each is, and in which look. One of a size has a single look.
 *
 * @satisfies {Readonly<Record<string, readonly [screen: string, look: string]>>}
 */
export const DOC_PICTURES = {
  cards: ['chat-cards', 'dark-en'],
  'delivery-details': ['message-delivery-details', 'dark-en'],
  delivery: ['chat-delivery', 'light-en'],
  diagnostics: ['diagnostics', 'light-en'],
  emoji: ['composer-emoji', 'light-zh-CN'],
  'files-here': ['files-here', 'dark-en'],
  files: ['files-on-their-way', 'light-en'],
  folded: ['chat-folded', 'light-zh-CN'],
  forward: ['message-forward', 'light-zh-CN'],
  gap: ['chat-gap', 'light-zh-CN'],
  'high-contrast': ['forced-colours-chat', 'light-zh-CN'],
  kicked: ['state-kicked-by-device', 'dark-en'],
  locked: ['settings-locked', 'light-en'],
  main: ['chat-group', 'light-zh-CN'],
  mute: ['mute-until-calendar', 'light-zh-CN'],
  network: ['settings-network', 'dark-en'],
  offline: ['state-offline', 'light-zh-CN'],
  'plain-server': ['base-write-to', 'light-en'],
  'quote-gone': ['composer-quote-recalled', 'light-zh-CN'],
  reading: ['chat-scrolled', 'light-en'],
  scripts: ['chat-scripts', 'light-en'],
  search: ['search-results', 'light-zh-CN'],
  sheet: ['files-sheet', 'light-zh-CN'],
  shelf: ['shelf-media', 'light-en'],
  'sign-in': ['sign-in', 'light-en'],
  small: ['window-smallest-zoom-150', 'chat'],
  switcher: ['switcher-found', 'dark-en'],
  'too-long': ['composer-too-long', 'dark-en'],
  trial: ['trial-gap', 'light-en'],
  viewer: ['viewer', 'dark-en'],
  waiting: ['state-offline-waiting', 'light-en'],
}

/** What has to be on the screen before some of them: a gap that is closed, pictures that were sent. */
const BEFORE = ['diagnostics-missing', 'album']

/** The screens that are needed for them. */
export const DOC_SCREENS = [...new Set([...BEFORE, ...Object.values(DOC_PICTURES).map(([screen]) => screen)])]

/**
 * Puts what was photographed in the place of the pictures of docs/images. Whoever keeps them there makes them small: 256 colours
 * are enough, and a third of the bytes.
 *
 * @param {string} shots the folder of the photographs
 * @returns {readonly string[]} pictures that there was no photograph for
 */
export function replaceDocPictures(shots) {
  const missing = []
  for (const [picture, [screen, look]] of Object.entries(DOC_PICTURES)) {
    const shot = join(shots, `${screen}-${look}.png`)
    if (existsSync(shot)) copyFileSync(shot, join(DOC_PICTURES_DIR, `${picture}.png`))
    else missing.push(picture)
  }
  return missing
}
