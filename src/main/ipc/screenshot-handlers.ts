import { ok, type Result } from '@shared/result'
import type { Screenshot, ScreenshotState, ScreenshotTarget } from '@shared/screenshot'
import type { IpcHandlers } from './typed-ipc'

/** Whoever takes screenshots; the page is given what the person chose, and nothing else. */
export interface ScreenshotControl {
  to(target: ScreenshotTarget): Promise<Result<Screenshot>>
  readonly state: ScreenshotState
}

type ScreenshotChannel = Extract<keyof IpcHandlers, `screenshots:${string}`>

export function screenshotHandlers(control: ScreenshotControl): Pick<IpcHandlers, ScreenshotChannel> {
  return {
    'screenshots:take': ({ to }) => control.to(to),
    'screenshots:state': () => ok(control.state),
  }
}
