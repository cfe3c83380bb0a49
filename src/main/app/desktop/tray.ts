import { Menu, type NativeImage, Tray } from 'electron'
import type { Cancel, Clock } from '../../lib/clock'
import { BLACK, drawBubble, GREY, TEAL } from './icon-art'
import { nativeArt } from './native-art'
import type { Texts } from '../texts'
import { type TrayActions, trayFace, trayMenu, type TrayState, trayStatus } from './tray-menu'

/** Milliseconds of each half of a flash. */
const FLASH_MS = 600

/** Logical pixels: what the panels of each system show unscaled. */
const EDGE = process.platform === 'linux' ? 22 : 16

const IS_MAC = process.platform === 'darwin'

/**
 * The icon in the tray: the colour tells the link, a red spot something unread, flashing a message that has just come.
 * macOS wants a black template in its menu bar, and the count beside it.
 */
export class TrayIcon {
  readonly #clock: Clock
  readonly #actions: TrayActions
  readonly #images = new Map<string, NativeImage>()
  #tray: Tray | undefined
  #state: TrayState = { unread: 0, isConnected: false, doNotDisturbUntil: 0, hasScreenshots: false }
  #texts: Texts
  #face = ''
  #stopFlash: Cancel | undefined

  constructor(options: { readonly clock: Clock; readonly actions: TrayActions; readonly texts: Texts }) {
    this.#clock = options.clock
    this.#actions = options.actions
    this.#texts = options.texts
  }

  /** An icon is there, as far as we know in a panel that shows it. */
  get isShown(): boolean {
    return this.#tray !== undefined
  }

  show(): void {
    if (this.#tray !== undefined) return
    this.#tray = new Tray(this.#image())
    // On macOS a click opens the menu; elsewhere the menu has the other button.
    if (!IS_MAC) this.#tray.on('click', () => this.#actions.open())
    this.#draw()
  }

  /** What has not changed to the eye is left alone. */
  update(state: TrayState, texts: Texts): void {
    const face = trayFace(state, texts, this.#clock.now())
    if (texts === this.#texts && face === this.#face && state.doNotDisturbUntil === this.#state.doNotDisturbUntil) return
    this.#face = face
    this.#state = state
    this.#texts = texts
    if (state.unread === 0) this.stopFlash()
    this.#draw()
  }

  /** Flashes until `stopFlash`; twice is once. */
  flash(): void {
    if (this.#tray === undefined || IS_MAC) return
    let isLit = true
    this.#stopFlash ??= this.#clock.every(FLASH_MS, () => {
      isLit = !isLit
      this.#tray?.setImage(isLit ? this.#image() : this.#image('dark'))
    })
  }

  stopFlash(): void {
    if (this.#stopFlash === undefined) return
    this.#stopFlash()
    this.#stopFlash = undefined
    this.#tray?.setImage(this.#image())
  }

  get isFlashing(): boolean {
    return this.#stopFlash !== undefined
  }

  /** Takes the icon away. Twice is harmless. */
  close(): void {
    this.stopFlash()
    this.#tray?.destroy()
    this.#tray = undefined
  }

  #draw(): void {
    const tray = this.#tray
    if (tray === undefined) return
    if (!this.isFlashing) tray.setImage(this.#image())
    tray.setToolTip(`${this.#texts.appName} · ${trayStatus(this.#state, this.#texts)}`)
    if (IS_MAC) tray.setTitle(this.#state.unread === 0 ? '' : String(this.#state.unread))
    tray.setContextMenu(Menu.buildFromTemplate(trayMenu(this.#state, this.#texts, this.#actions, () => this.#clock.now())))
  }

  /** `dark` is the other half of a flash: the bubble without its colour, so that the icon keeps its place. */
  #image(half: 'lit' | 'dark' = 'lit'): NativeImage {
    const { unread, isConnected } = this.#state
    const hasSpot = unread > 0 && half === 'lit' && !IS_MAC
    const colour = IS_MAC ? BLACK : isConnected && half === 'lit' ? TEAL : GREY
    const key = `${colour.join()} ${hasSpot}`
    let image = this.#images.get(key)
    if (image === undefined) {
      image = nativeArt(EDGE, (size) => drawBubble(size, colour, hasSpot))
      image.setTemplateImage(IS_MAC)
      this.#images.set(key, image)
    }
    return image
  }
}
