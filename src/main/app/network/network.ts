import { join } from 'node:path'
import { z } from 'zod'
import { type ProxyChange, type ProxySettings } from '@shared/network'
import { failed, ok, type Result } from '@shared/result'
import { createDialer } from '../../connection/dialers/dialer'
import { shuffledLookup } from '../../connection/dialers/shuffled-lookup'
import { proxyAddressSchema } from '../../ipc/address-schemas'
import type { Clock } from '../../lib/clock'
import type { Dial, DialTarget, Route } from '../../lib/dial'
import { Emitter } from '../../lib/emitter'
import { JsonFile } from '../../lib/json-file'
import type { Logger } from '../../lib/logger'
import { isLoopback } from '../../lib/loopback'
import { DialOrders } from './dial-orders'
import { parseProxyList } from './proxy-list'

const proxySchema = proxyAddressSchema.extend({
  /** Base64 of the password, encrypted by the system's keychain; absent where there is none. */
  sealedPassword: z.string().optional(),
})
const networkSchema = z.object({ proxy: proxySchema })
type SavedNetwork = z.infer<typeof networkSchema>

/** Keeps secrets with a key of the system's (`token-vault.ts`). */
export interface Vault {
  readonly isAvailable: boolean
  /** A policy wants nothing kept, whatever the system could. */
  readonly isForbidden?: boolean
  seal(secret: string): string | undefined
  open(sealed: string): string | undefined
}

export type NetworkOptions = {
  readonly profileDir: string
  readonly vault: Vault
  /** What the system's configuration says of a URL, in the words of `proxy-list.ts`. */
  readonly resolveSystemProxy: (url: string) => Promise<string>
  /** The proxy that a policy gives: there is no other. */
  readonly given?: Pick<ProxySettings, 'kind' | 'host' | 'port'>
  readonly clock: Clock
  readonly logger: Logger
}

type Proxy = Pick<ProxySettings, 'kind' | 'host' | 'port' | 'user'> & { readonly password: string }

const NO_PROXY: Proxy = { kind: 'none', host: '', port: 0, user: '', password: '' }

/** How this profile reaches servers: the proxy that is set, kept between starts, and the dialler that goes by it. */
export class Network extends Emitter<{ changed: ProxySettings }> {
  readonly #options: NetworkOptions
  readonly #file: JsonFile<SavedNetwork>
  readonly #lookup = shuffledLookup(Math.random)
  #proxy: Proxy | undefined
  /** Goes by the proxy that is set at the moment of each dial. */
  readonly dial: Dial
  /** Which address of a server is dialled. */
  readonly orders: DialOrders

  constructor(options: NetworkOptions) {
    super()
    this.#options = options
    this.#file = new JsonFile(join(options.profileDir, 'network.json'), networkSchema)
    this.orders = new DialOrders({ profileDir: options.profileDir, random: Math.random, logger: options.logger })
    this.dial = createDialer({ clock: options.clock, lookup: this.#lookup, routesTo: (target) => this.#routesTo(target, this.#current) })
  }

  get proxy(): ProxySettings {
    const { password, ...shown } = this.#current
    const isLocked = this.#options.given !== undefined
    return { ...shown, hasPassword: password !== '', canKeepPassword: this.#options.vault.isAvailable, isLocked }
  }

  /** Takes effect at the next dial; `changed` tells those who hold links. What cannot be kept changes nothing, nor what a policy gives: `setting_locked`. */
  setProxy(change: ProxyChange): Result<ProxySettings> {
    if (this.#options.given !== undefined) return failed('setting_locked', 'a policy gives the proxy')
    const proxy = this.#completed(change)
    const { password, ...shown } = proxy
    const sealedPassword = password === '' ? undefined : this.#options.vault.seal(password)
    const saved = this.#file.save({ proxy: { ...shown, ...(sealedPassword === undefined ? {} : { sealedPassword }) } })
    if (!saved.ok) return saved
    this.#proxy = proxy
    this.#options.logger.info('proxy set', { kind: proxy.kind, hasUser: proxy.user !== '' })
    this.emit('changed', this.proxy)
    return ok(this.proxy)
  }

  /** A dialler as `setProxy` would make it, to try it first. */
  dialWith(change: ProxyChange): Dial {
    const proxy = this.#completed(change)
    return createDialer({ clock: this.#options.clock, lookup: this.#lookup, routesTo: (target) => this.#routesTo(target, proxy) })
  }

  /** Read when it is first asked for: the keychain answers only once the app is ready. */
  get #current(): Proxy {
    return (this.#proxy ??= this.#load())
  }

  #load(): Proxy {
    const { given } = this.#options
    if (given !== undefined) return { ...NO_PROXY, ...given }
    const saved = this.#file.load()?.proxy
    if (saved === undefined) return NO_PROXY
    const { sealedPassword, ...proxy } = saved
    const password = sealedPassword === undefined ? undefined : this.#options.vault.open(sealedPassword)
    return { ...proxy, password: password ?? '' }
  }

  /** What a policy gives, whatever is asked for. Without a password of its own a change keeps the one that is there, for the same proxy and user only. */
  #completed({ kind, host, port, user, password }: ProxyChange): Proxy {
    const { given } = this.#options
    if (given !== undefined) return { ...NO_PROXY, ...given }
    if (kind === 'none' || kind === 'system') return { ...NO_PROXY, kind }
    const before = this.#current
    const isSame = before.kind === kind && before.host === host && before.port === port && before.user === user
    return { kind, host, port, user, password: user === '' ? '' : (password ?? (isSame ? before.password : '')) }
  }

  async #routesTo({ host, port }: DialTarget, proxy: Proxy): Promise<readonly Route[]> {
    if (proxy.kind === 'none' || isLoopback(host)) return [{ kind: 'direct' }]
    if (proxy.kind === 'system') {
      const place = host.includes(':') ? `[${host}]` : host
      return parseProxyList(await this.#options.resolveSystemProxy(`https://${place}:${port}`))
    }
    const login = proxy.user === '' ? {} : { user: proxy.user, password: proxy.password }
    return [{ kind: proxy.kind, host: proxy.host, port: proxy.port, ...login }]
  }
}
