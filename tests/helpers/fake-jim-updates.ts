import type { IpcArgument, IpcChannel, IpcValue } from '@shared/ipc'
import type { SettingsInForce } from '@shared/settings'
import type { Updates } from '@shared/updates'

type UpdateChannel = Extract<IpcChannel, `updates:${string}`>

/** Updates as main has them: a test says how they stand. */
export class FakeUpdates {
  state: Updates = { state: 'idle', support: 'yes', unasked: 'nothing' }
  /** What `verify` finds; as it was when absent. */
  verified: Updates | undefined
  /** What a download becomes before its answer, which was made earlier, is there. */
  downloading: Updates | undefined
  /** What the person chooses in the system's dialog. */
  chosenFolder = '/srv/updates'
  readonly #tell: (state: Updates) => void
  readonly #setSource: (source: string) => SettingsInForce

  constructor({ tell, setSource }: { readonly tell: (state: Updates) => void; readonly setSource: (source: string) => SettingsInForce }) {
    this.#tell = tell
    this.#setSource = setSource
  }

  /** It becomes so, and the window hears of it. */
  become(state: Updates): void {
    this.state = state
    this.#tell(state)
  }

  readonly handlers: { readonly [C in UpdateChannel]: (argument: IpcArgument<C>) => IpcValue<C> } = {
    'updates:state': () => this.state,
    'updates:check': () => this.state,
    'updates:download': () => {
      const answer = this.state
      if (this.downloading !== undefined) this.become(this.downloading)
      return answer
    },
    'updates:cancel': () => this.state,
    'updates:install': () => this.state,
    'updates:verify': () => (this.state = this.verified ?? this.state),
    'updates:choose-folder': () => this.#setSource(this.chosenFolder),
  }
}
