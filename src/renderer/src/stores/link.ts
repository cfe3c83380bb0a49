import { type ConnectionStatus, describeStatus, type SyncStatus } from '@shared/status'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'

export const useLinkStore = defineStore('link', () => {
  const connection = shallowRef<ConnectionStatus>({ state: 'resolving', attempt: 0, since: 0 })
  const sync = shallowRef<SyncStatus>({ state: 'idle' })
  const display = computed(() => describeStatus(connection.value, sync.value))
  const isOnline = computed(() => connection.value.state === 'online')
  const isBase = computed(() => connection.value.state === 'online' && connection.value.mode === 'base')

  function setConnection(next: ConnectionStatus): void {
    connection.value = next
  }

  function setSync(next: SyncStatus): void {
    sync.value = next
  }

  return { connection, sync, display, isOnline, isBase, setConnection, setSync }
})
