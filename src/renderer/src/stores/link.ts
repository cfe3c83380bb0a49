import { ALL_FEATURES, type Features } from '@shared/features'
import { type ConnectionStatus, describeStatus, type SyncStatus } from '@shared/status'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { useAccountStore } from './account'

export const useLinkStore = defineStore('link', () => {
  const account = useAccountStore()
  const connection = shallowRef<ConnectionStatus>({ state: 'resolving', attempt: 0, since: 0 })
  const sync = shallowRef<SyncStatus>({ state: 'idle' })
  const display = computed(() => describeStatus(connection.value, sync.value))
  const isOnline = computed(() => connection.value.state === 'online')
  /** What the server can do; without a link, what it could do last. */
  const features = computed<Features>(() => {
    if (connection.value.state === 'online') return connection.value.features
    return account.me?.features ?? ALL_FEATURES
  })

  function setConnection(next: ConnectionStatus): void {
    connection.value = next
  }

  function setSync(next: SyncStatus): void {
    sync.value = next
  }

  return { connection, sync, display, isOnline, features, setConnection, setSync }
})
