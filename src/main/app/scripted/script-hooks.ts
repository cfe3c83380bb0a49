import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { BrowserWindow, Rectangle } from 'electron'
import { app } from 'electron'
import type { SignInRequest } from '@shared/account'
import { asConversationId, type ConversationId } from '@shared/ids'
import { argumentSchemas } from '../../ipc/argument-schemas'
import { systemClock } from '../../lib/clock'
import type { Logger } from '../../lib/logger'
import type { AccountSession } from '../account/account-session'
import { parseTortureSpec, torture } from './torture-hook'

/** Milliseconds between two screenshots. */
const SCREENSHOT_PERIOD_MS = 3000

/**
 * What `npm start` and `npm run dev` say to the app by environment variables. A package never listens to them: whoever
 * can set a person's environment must not sign them in elsewhere.
 */
export const scriptHooks = {
  /** `JIM_SIGN_IN`: a `SignInRequest` as JSON; signs in at the start unless that account is signed in already. */
  get signIn(): SignInRequest | undefined {
    const text = variable('JIM_SIGN_IN')
    if (text === undefined) return undefined
    const parsed = argumentSchemas['account:sign-in'].safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  },

  /** `JIM_OPEN_CONVERSATION`: the conversation to show first. */
  get openConversation(): ConversationId | undefined {
    const id = variable('JIM_OPEN_CONVERSATION')
    return id === undefined ? undefined : asConversationId(id)
  },

  /** `JIM_WINDOW_BOUNDS`: `x,y,width,height` in pixels. */
  get windowBounds(): Rectangle | undefined {
    const numbers = variable('JIM_WINDOW_BOUNDS')?.split(',').map(Number)
    if (numbers?.length !== 4 || numbers.some((number) => !Number.isInteger(number))) return undefined
    const [x, y, width, height] = numbers as [number, number, number, number]
    return { x, y, width, height }
  },

  /** `JIM_TORTURE`: a `TortureSpec` as JSON; the session writes by itself and prints what it saw. */
  torture(session: AccountSession): () => void {
    const text = variable('JIM_TORTURE')
    const spec = text === undefined ? undefined : parseTortureSpec(text)
    return spec === undefined ? () => undefined : torture(session, spec, (line) => console.log(`jim-torture: ${line}`))
  },

  /** `JIM_SCREENSHOTS`: a path without its ending; `<path>-0001.png`, `-0002.png` … are written every few seconds. */
  takeScreenshots(window: BrowserWindow, logger: Logger): void {
    const path = variable('JIM_SCREENSHOTS')
    if (path === undefined) return
    mkdirSync(dirname(path), { recursive: true })
    let count = 0
    const stop = systemClock.every(SCREENSHOT_PERIOD_MS, () => {
      window.webContents
        .capturePage()
        .then((image) => {
          if (image.isEmpty()) return
          count += 1
          writeFileSync(`${path}-${String(count).padStart(4, '0')}.png`, image.toPNG())
        })
        .catch((error: unknown) => logger.warn('screenshot failed', { error: String(error) }))
    })
    window.once('closed', stop)
  },
} as const

function variable(name: string): string | undefined {
  const value = app.isPackaged ? undefined : process.env[name]
  return value === '' ? undefined : value
}
