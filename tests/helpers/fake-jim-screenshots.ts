import type { IpcArgument, IpcChannel, IpcValue } from '@shared/ipc'
import type { Screenshot, ScreenshotState } from '@shared/screenshot'

type ScreenshotChannel = Extract<IpcChannel, `screenshots:${string}`>

/** Screenshots as main takes them: what the person will choose is laid out before. */
export class FakeScreenshots {
  /** What becomes of the next one that goes to a sheet. */
  taken: Screenshot = { outcome: 'none' }
  state: ScreenshotState = { shortcut: 'set', system: 'nothing' }

  readonly handlers: { readonly [C in ScreenshotChannel]: (argument: IpcArgument<C>) => IpcValue<C> } = {
    'screenshots:take': ({ to }) => (to === 'clipboard' ? { outcome: 'copied' } : this.taken),
    'screenshots:state': () => this.state,
  }
}
