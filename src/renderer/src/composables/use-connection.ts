import { placesText } from '@shared/server-places'
import { shownLine } from '@shared/shown-text'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { bridge } from '../bridge'
import { useAccountStore } from '../stores/account'
import { useLinkStore } from '../stores/link'
import { useFormat } from './use-format'
import { useReport } from './use-report'
import { useSeconds } from './use-now'

/** Of a clock that runs, tenths of a second are noise; ms. */
const wholeSeconds = (ms: number): number => Math.max(1, Math.floor(ms / 1000)) * 1000

/** The link in words and figures, for the light, its popover and the diagnostics. */
export function useConnection() {
  const { t } = useI18n()
  const account = useAccountStore()
  const link = useLinkStore()
  const format = useFormat()
  const { report } = useReport()
  const now = useSeconds()

  const cause = computed(() => (link.connection.state === 'online' ? undefined : link.connection.cause))
  /** Epoch ms of the next try; `undefined` when none is planned. */
  const retryAt = computed(() => (link.connection.state === 'waiting' ? link.connection.retryAt : undefined))
  const roundTripMs = computed(() => (link.connection.state === 'online' ? link.connection.rttMs : undefined))
  /** Whole seconds until the next try; `undefined` when none is planned. */
  const retryInSeconds = computed(() =>
    retryAt.value === undefined ? undefined : Math.max(0, Math.ceil((retryAt.value - now.value) / 1000)),
  )
  const canReconnect = computed(() => link.connection.state !== 'online')

  /** What the person should know of a link that is up. */
  const doubts = computed<readonly ('token' | 'senders')[]>(() => {
    const { connection, features } = link
    if (connection.state !== 'online') return []
    return [
      ...(connection.isTokenSuspected === true ? (['token'] as const) : []),
      ...(features.isSenderTrusted ? [] : (['senders'] as const)),
    ]
  })

  const rows = computed(() => {
    const { connection, sync } = link
    const found: { readonly label: string; readonly value: string }[] = []
    const add = (label: string, value: string): void => void found.push({ label, value })
    const server = account.me?.server
    if (server !== undefined) add(t('connection.server'), placesText(server))
    if (connection.state === 'online' && connection.place !== undefined) add(t('connection.place'), connection.place)
    if (server !== undefined) add(t('connection.encryption'), server.tls ? 'TLS' : t('connection.none'))
    if (connection.since > 0) add(t('connection.since'), format.elapsed(wholeSeconds(now.value - connection.since)))
    if (connection.state === 'online') {
      const { protocol, features } = connection
      add(t('connection.protocol'), features.isSenderTrusted ? protocol : t('connection.unverified', { protocol }))
      if (roundTripMs.value !== undefined) add(t('connection.roundTrip'), format.elapsed(Math.round(roundTripMs.value)))
    }
    if ('attempt' in connection && connection.attempt > 0) add(t('connection.attempt'), format.number(connection.attempt))
    if (retryInSeconds.value !== undefined) add(t('connection.nextTry'), format.elapsed(retryInSeconds.value * 1000))
    if (sync.state === 'catching_up') add(t('connection.catchingUp'), format.number(sync.done))
    if (sync.state === 'repairing') add(t('connection.missing'), format.number(sync.missing))
    if (cause.value !== undefined && cause.value.reason !== '' && cause.value.reason !== cause.value.code) {
      add(t('connection.details'), shownLine(cause.value.reason))
    }
    return found
  })

  return {
    display: computed(() => link.display),
    cause,
    rows,
    doubts,
    retryAt,
    retryInSeconds,
    roundTripMs,
    canReconnect,
    reconnect: async () => void report(await bridge.call('connection:reconnect-now')),
  }
}
