import { v7 as uuidV7 } from 'uuid'
import type { Repaired, ServerAddress } from '@shared/account'
import type { ChosenId } from '@shared/file'
import { asFileId, asTransferId, asUserId, type UserId } from '@shared/ids'
import { failed, type Result } from '@shared/result'
import type { Square } from '@shared/square'
import type { LinkCause } from '@shared/status'
import type { ChatLink } from '../../kinds/kind/chat-link'
import type { LinkLoop, OpenChat } from '../../kinds/kind/kind'
import { systemClock } from '../../lib/clock'
import type { Dial } from '../../lib/dial'
import type { DialOrder } from '../../lib/dial-order'
import type { Logger } from '../../lib/logger'
import type { MediaAddress } from '../../lib/media-address'
import type { FoundMedia } from '../../media/media-answer'
import type { Store } from '../../store/store'
import { SyncEngine } from '../../sync/sync-engine'
import { AccountTransfers } from '../../transfers/account-transfers'
import { Avatars, type FaceMaker } from '../../transfers/avatars'
import type { Stickers } from '../../transfers/stickers'
import type { Voices } from '../../transfers/voices'
import { judgeFile } from '../../transfers/danger'
import type { DownloadLimits } from '../../transfers/download-limits'
import type { DownloadRules } from '../../transfers/download-rules'
import { linkFetcher } from '../../transfers/fetch-link'
import type { PreviewMaker } from '../../transfers/preview'
import type { PictureDrawer } from '../../transfers/picture-drawer'
import type { PictureRules } from '../../transfers/send-files'
import type { MeasureMedia } from '../../transfers/measurements'
import type { RenderPicture } from '../../transfers/renditions'
import { filesFolder } from './account-file'
import type { CaFileFailure } from '../network/ca-file'
import { kindOf } from './kinds'
import { completeSearch, type SearchCompletion } from './complete-search'
import { type FileMachine, SessionFiles } from './session-files'

/** What a policy says an account may not do on this computer; what is absent is free. */
export type AccountLimits = {
  readonly downloads?: DownloadLimits
  /** How long after it was sent a message may be taken back, ms. */
  readonly recallMs?: number
}

export type AccountSessionOptions = {
  readonly server: ServerAddress
  readonly userId: string
  readonly name: string
  readonly avatar: string
  /** Absent: history can be read, the link stays down until somebody signs in again. */
  readonly token: string | undefined
  /** PEM text of an extra certificate authority; without the one that was asked for nothing is dialled. */
  readonly ca: Result<string | undefined, CaFileFailure>
  /** Opens every socket of the account, by the proxy that is set. */
  readonly dial: Dial
  /** Which of the server's addresses. */
  readonly order: DialOrder
  readonly store: Store
  /** The path of the store's database. */
  readonly databaseFile: string
  /** What fetched files may take, in bytes, as it is now. */
  readonly cacheBytes: () => number
  /** What this computer does with files. */
  readonly machine: FileMachine
  /** What comes by itself, as it is now. */
  readonly autoDownload: () => DownloadRules
  /** What is done with pictures that are sent, as it is now. */
  readonly pictureRules: () => PictureRules
  readonly previews?: (PreviewMaker & PictureDrawer & FaceMaker) | undefined
  /** Without it nobody's pictures are shown. */
  readonly render?: RenderPicture | undefined
  /** Measures films and sounds of others. */
  readonly measure?: MeasureMedia | undefined
  readonly limits?: AccountLimits | undefined
  readonly deviceId: string
  readonly deviceName: string
  readonly appVersion: string
  readonly logger: Logger
}

/** A large file that is being copied is not waited for any longer than this, ms. */
const SETTLE_MS = 10_000

/**
 * Everything of one signed-in account, built in order and closed in reverse: store (opened by the caller, owned from
 * here on), files, link, engine, transfers.
 */
export class AccountSession {
  readonly store: Store
  readonly engine: SyncEngine
  readonly files: SessionFiles
  readonly transfers: AccountTransfers
  readonly avatars: Avatars
  readonly userId: UserId
  readonly #options: AccountSessionOptions
  readonly #chat: OpenChat
  readonly #search: SearchCompletion
  #isClosed = false

  /** The account's way to its chat system. */
  get link(): ChatLink {
    return this.#chat.link
  }

  get voices(): Voices {
    return this.files.voices
  }

  get stickers(): Stickers {
    return this.files.stickers
  }

  /** Its dial loop. */
  get loop(): LinkLoop {
    return this.#chat.loop
  }

  get token(): string | undefined {
    return this.#options.token
  }

  /** Set when the database was found damaged as this session opened it. */
  get repaired(): Repaired | undefined {
    const { quarantine } = this.store
    if (quarantine?.cause !== 'corrupt') return undefined
    return { at: quarantine.at, drafts: quarantine.drafts, messages: quarantine.messages }
  }

  /** The certificate authority that was asked for could not be read: nothing is dialled. */
  get isWithoutCa(): boolean {
    return !this.#options.ca.ok
  }

  get databaseFile(): string {
    return this.#options.databaseFile
  }

  /** The host that is dialled. */
  get host(): string {
    return this.#options.server.host
  }

  constructor(options: AccountSessionOptions) {
    const { server, store, logger } = options
    this.#options = options
    this.userId = asUserId(options.userId)
    this.store = store
    const device = { deviceId: options.deviceId, deviceName: options.deviceName, appVersion: options.appVersion }
    const { order } = options
    const way = { dial: options.dial, ca: options.ca.ok ? options.ca.value : undefined }
    const { userId } = this
    const parts = { clock: systemClock, random: Math.random }
    this.#chat = kindOf(server).open({ ...parts, server, order, userId, token: options.token, way, device, logger })
    this.engine = new SyncEngine({
      ...parts,
      link: this.#chat.link,
      store,
      me: { userId: this.userId, name: options.name, avatar: options.avatar },
      newCliMid: () => uuidV7(),
      recallMs: options.limits?.recallMs,
      logger: logger.scoped('sync'),
    })
    const { engine } = this
    this.files = new SessionFiles({
      dir: filesFolder(options.databaseFile),
      store,
      writer: engine.writer,
      machine: options.machine,
      cacheBytes: options.cacheBytes,
      render: options.render ?? (() => Promise.resolve(failed('closed'))),
      measure: options.measure ?? (() => Promise.resolve(failed('closed'))),
      maxFileBytes: () => this.link.features.maxFileBytes,
      drawer: options.previews,
      logger: logger.scoped('files'),
    })
    this.transfers = new AccountTransfers({
      ...parts,
      store,
      writer: engine.writer,
      link: this.#chat.link,
      parts: engine.outboxParts,
      cache: this.files.cache,
      chosen: this.files.sendable,
      outgoing: this.files.outgoing,
      previews: options.previews,
      drawer: options.previews,
      fetchLink: linkFetcher({ clock: systemClock, dial: options.dial, ownBase: () => server.httpBase || undefined }),
      familyOf: (name, mime) => judgeFile(name, mime).family,
      features: () => this.#chat.link.features,
      rules: options.autoDownload,
      limits: options.limits?.downloads,
      pictureRules: options.pictureRules,
      sendAll: (drafts, along) => engine.writing.sendAll(drafts, along),
      newId: () => uuidV7(),
      messages: {
        withdraw: (localId) => engine.writing.withdraw(localId, undefined),
        remove: (localId) => engine.remove(localId),
        retry: (localId) => engine.retry(localId),
      },
      logger: logger.scoped('transfers'),
    })
    this.avatars = new Avatars({
      folder: this.files.avatars,
      link: this.#chat.link,
      maker: options.previews,
      clock: systemClock,
      logger: logger.scoped('files'),
    })
    engine.start()
    this.transfers.start()
    this.#search = completeSearch(store, systemClock, logger.scoped('store'))
    engine.writer.on('committed', () => this.#search.stored())
  }

  /** Dials, and keeps dialling. Without a token the link is stopped at once and says why. */
  connect(): void {
    const { ca } = this.#options
    if (ca.ok) this.#chat.connect()
    else this.loop.stop({ code: ca.error.code, reason: ca.error.message })
  }

  /** What an address of the page's names, fetched where it is a picture of somebody. */
  async media(address: MediaAddress): Promise<FoundMedia | undefined> {
    const { of, id } = address
    if (of === 'arriving') return this.transfers.queue.film(asTransferId(Number(id)))
    return of === 'avatar' ? this.avatars.face(asFileId(id)) : this.files.media(address)
  }

  /** Brings a part of a picture that was chosen to the server; the address by which it is set. Codes: those of `Avatars.bring`. */
  bringPicture(id: ChosenId, square: Square): Promise<Result<string>> {
    const chosen = this.files.sendable.path(id)
    return chosen === undefined ? Promise.resolve(failed('not_found')) : this.avatars.bring(chosen, square)
  }

  /** The proxy is another one: whatever is open goes its way from now on. */
  redial(): void {
    this.#chat.renew()
  }

  /** After `close`: resolves once nothing writes into its folder any more, or after `SETTLE_MS`. */
  async settled(): Promise<void> {
    let cancel = (): void => undefined
    const late = new Promise<void>((resolve) => (cancel = systemClock.after(SETTLE_MS, resolve)))
    await Promise.race([Promise.all([this.transfers.settled(), this.files.settled()]), late])
    cancel()
  }

  /** Stops, syncs the file and lets go of everything. Twice is harmless. */
  close(cause: LinkCause): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#search.stop()
    this.loop.stop(cause)
    this.avatars.close()
    this.transfers.close()
    this.engine.close()
    this.#chat.close()
    this.files.close()
    this.store.close()
  }
}
