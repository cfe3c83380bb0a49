import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Updates as Shown, UpdateState } from '@shared/updates'
import { createDialer } from '../../src/main/connection/dialers/dialer'
import type { Dial } from '../../src/main/lib/dial'
import { silentLogger } from '../../src/main/lib/logger'
import { openReleaseSource } from '../../src/main/app/updates/open-source'
import type { ReleaseSource } from '../../src/main/app/updates/release-source'
import { type Installer, Updates, type UpdatesOptions } from '../../src/main/app/updates/updates'
import { FakeClock } from './fake-clock'
import { newSigner, releaseOf, signatureLine, type Signer } from './signed-release'

export const DEB = 'jim-desktop_1.1.0_amd64.deb'
/** Not of one repeated byte, and several pieces long. */
export const PACKAGE = Buffer.from(Uint8Array.from({ length: 700_001 }, (_, at) => (at * 7 + (at >> 8)) & 255))

const DEBIAN: Installer = {
  installation: { system: 'linux', arch: 'x64', kind: 'deb' },
  wayOf: (path) => ({ way: 'command', command: `sudo apt install ${path}` }),
  install: () => Promise.resolve({ ok: true, value: undefined }),
  installAtEnd: () => Promise.resolve({ ok: true, value: undefined }),
}

/** The engine of version 1.0.0 that trusts two keys, in a profile of its own. */
export class UpdateRig {
  readonly dir = mkdtempSync(join(tmpdir(), 'jim-updates-'))
  readonly clock = new FakeClock(Date.parse('2026-12-01T00:00:00Z'))
  readonly signer: Signer = newSigner()
  readonly next: Signer = newSigner()
  readonly updates: Updates
  /** Every state that was told, in order, each kind once in a row. */
  readonly told: string[] = []
  source: string
  /** Sources are closed once it resolves. */
  closing: Promise<void> = Promise.resolve()
  #onLeft: () => void = () => undefined

  constructor(source: string, change: Partial<UpdatesOptions> & { readonly dial?: Dial } = {}) {
    this.source = source
    const { dial = createDialer({ clock: this.clock }), ...options } = change
    this.updates = new Updates({
      version: '1.0.0',
      keys: [this.signer.known, this.next.known],
      installer: DEBIAN,
      dir: this.folder,
      isOff: false,
      unasked: 'nothing',
      source: () => this.source,
      checksDaily: () => true,
      openSource: (text) => this.#closing(openReleaseSource(text, dial, this.clock)),
      clock: this.clock,
      logger: silentLogger,
      ...options,
    })
    this.updates.on('changed', ({ state }) => {
      if (this.told.at(-1) !== state) this.told.push(state)
    })
    onTestFinished(() => {
      this.updates.close()
      rmSync(this.dir, { recursive: true, force: true })
    })
  }

  /** Resolves when the source that is open now, or comes next, was let go of. */
  left(): Promise<void> {
    return new Promise((resolve) => (this.#onLeft = resolve))
  }

  #closing(source: ReleaseSource): ReleaseSource {
    return {
      small: (...of) => source.small(...of),
      read: (...of) => source.read(...of),
      close: () => this.closing.then(() => source.close()).finally(() => this.#onLeft()),
    }
  }

  /** Of the profile. */
  get folder(): string {
    return join(this.dir, 'updates')
  }

  get path(): string {
    return join(this.folder, '1.1.0', DEB)
  }

  get shown(): Shown {
    return this.updates.shown
  }

  /** The files of a release, as a server or a folder has them. */
  release(version = '1.1.0', { change = {}, signers = [this.signer], pack = PACKAGE as Uint8Array } = {}): Map<string, Uint8Array> {
    const content = Buffer.from(JSON.stringify(releaseOf(version, pack, change)))
    const signatures = Buffer.from(signers.map((signer) => signatureLine(content, signer)).join(''))
    return new Map<string, Uint8Array>([
      ['release.json', content],
      ['release.json.sig', signatures],
      [`jim-desktop_${version}_amd64.deb`, pack],
    ])
  }

  /** As a part of an earlier run would have left it. */
  leavePart(bytes: Uint8Array): void {
    mkdirSync(join(this.folder, '1.1.0'), { recursive: true })
    writeFileSync(`${this.path}.part`, bytes)
  }
}

/** The code of a failure, else the state. */
export const outcomeOf = (state: UpdateState): string => (state.state === 'failed' ? state.code : state.state)
