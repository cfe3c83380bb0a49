import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

export type Toast = {
  readonly id: number
  readonly level: 'info' | 'warning'
  readonly title: string
  readonly text: string
  readonly url?: string
}

/** As many are seen at once; the oldest makes room. */
const MOST = 4

/** What is told in passing, at the edge of the window. It outlasts signing out: that may be what it tells of. */
export const useToastsStore = defineStore('toasts', () => {
  const all = shallowRef<readonly Toast[]>([])
  let nextId = 1

  function add(toast: Omit<Toast, 'id'>): void {
    all.value = [...all.value.slice(1 - MOST), { ...toast, id: nextId++ }]
  }

  function remove(id: number): void {
    all.value = all.value.filter((toast) => toast.id !== id)
  }

  return { all, add, remove }
})
