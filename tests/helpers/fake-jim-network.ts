import type { AccountState, ServerAddress } from '@shared/account'
import type { IpcArgument, IpcChannel, IpcValue } from '@shared/ipc'
import type { CaFile, LinkTest, ProxySettings } from '@shared/network'
import { CACHE_KINDS, STORAGE_KINDS, type StorageKind, type StorageUsage } from '@shared/storage'

type Channel = Extract<IpcChannel, `network:${string}` | `storage:${string}`>
type Handlers = { readonly [C in Channel]: (argument: IpcArgument<C>) => IpcValue<C> }

const MB = 1024 * 1024
const SIZES: Readonly<Record<StorageKind, number>> = {
  messages: 148 * MB,
  search: 61 * MB,
  accounts: 12 * MB,
  images: 212 * MB,
  videos: 340 * MB,
  voice: 9 * MB,
  files: 96 * MB,
  avatars: 3 * MB,
  window: 18 * MB,
  logs: 4 * MB,
  trial: 0,
}

export const FAKE_CA: CaFile = {
  path: '/etc/office/root-ca.pem',
  name: 'Office Root CA',
  validTo: Date.UTC(2031, 4, 1),
  certificates: 1,
}

/** The network and the disk of the fake main process: a proxy that stays set, a test that passes, a cache to clear. */
export function networkHandlers(account: { setServer(server: ServerAddress): AccountState }): Handlers {
  let proxy: ProxySettings = { kind: 'none', host: '', port: 0, user: '', hasPassword: false, canKeepPassword: true, isLocked: false }
  let sizes: Readonly<Record<StorageKind, number>> = SIZES
  const usage = (): StorageUsage => ({
    dir: '~/.config/jim-desktop',
    kinds: STORAGE_KINDS.map((kind) => ({ kind, bytes: sizes[kind] })),
  })
  return {
    'network:proxy': () => proxy,
    'network:set-proxy': ({ password, ...change }) => {
      const hasPassword = password === undefined ? proxy.hasPassword && change.user !== '' : password !== ''
      return (proxy = { ...change, hasPassword, canKeepPassword: true, isLocked: false })
    },
    'network:set-server': ({ server }) => account.setServer(server),
    'network:choose-ca': () => FAKE_CA,
    'network:describe-ca': ({ path }) => ({ ...FAKE_CA, path }),
    'network:test': ({ server, proxy: { kind } }) => passedTest(server, kind !== 'none'),
    'storage:usage': usage,
    'storage:clear-cache': () => {
      const freedBytes = CACHE_KINDS.reduce((sum, kind) => sum + sizes[kind], 0)
      sizes = { ...sizes, images: 0, videos: 0, voice: 0, files: 0, avatars: 0, window: 0 }
      return { freedBytes }
    },
    'storage:open-folder': () => undefined,
  }
}

function passedTest({ tls, kind }: ServerAddress, isProxied: boolean): LinkTest {
  return {
    steps: [
      { stage: isProxied ? 'proxy' : 'resolve', state: 'passed', tookMs: 12 },
      { stage: 'connect', state: 'passed', tookMs: 21 },
      ...(tls ? [{ stage: 'secure', state: 'passed', tookMs: 34 } as const] : []),
      { stage: 'greet', state: 'passed', tookMs: 19 },
      ...(kind === 'sync' ? [{ stage: 'http', state: 'passed', tookMs: 58 } as const] : []),
    ],
    rttMs: 19,
  }
}
