import { CACHE_KINDS, type StorageKind, type StorageUsage } from '@shared/storage'
import { computed, onMounted, onScopeDispose, ref, shallowRef } from 'vue'
import { bridge } from '../bridge'
import { useReport } from './use-report'

/** Kinds in the order that they are shown in; each group has a heading. */
export const STORAGE_GROUPS = [
  { group: 'messages', kinds: ['messages', 'search', 'accounts'] },
  { group: 'cache', kinds: CACHE_KINDS },
  { group: 'other', kinds: ['logs', 'trial'] },
] as const satisfies readonly { readonly group: string; readonly kinds: readonly StorageKind[] }[]

/** What the profile holds on disk, and emptying what can be had again. */
export function useStorage() {
  const { describe, report } = useReport()
  const usage = shallowRef<StorageUsage>()
  const problem = ref('')
  let isGone = false

  const bytesOf = computed(() => new Map(usage.value?.kinds.map(({ kind, bytes }) => [kind, bytes])))
  const sum = (kinds: readonly StorageKind[]): number => kinds.reduce((total, kind) => total + (bytesOf.value.get(kind) ?? 0), 0)
  /** Groups with what is in them; kinds that hold nothing are left out, a group without any too. */
  const groups = computed(() =>
    STORAGE_GROUPS.map(({ group, kinds }) => ({
      group,
      bytes: sum(kinds),
      kinds: kinds.map((kind) => ({ kind, bytes: bytesOf.value.get(kind) ?? 0 })).filter(({ bytes }) => bytes > 0),
    })).filter(({ kinds }) => kinds.length > 0),
  )
  const totalBytes = computed(() => sum(STORAGE_GROUPS.flatMap(({ kinds }): readonly StorageKind[] => kinds)))
  const cacheBytes = computed(() => sum(CACHE_KINDS))

  async function load(): Promise<void> {
    problem.value = ''
    const result = await bridge.call('storage:usage')
    if (isGone) return
    if (result.ok) usage.value = result.value
    else problem.value = describe(result.error)
  }

  /** Resolves to the bytes that were freed, if it went well. */
  async function clearCache(): Promise<number | undefined> {
    const result = await bridge.call('storage:clear-cache')
    if (!report(result)) return undefined
    await load()
    return result.value.freedBytes
  }

  async function openFolder(): Promise<void> {
    report(await bridge.call('storage:open-folder'))
  }

  onMounted(load)
  onScopeDispose(() => (isGone = true))
  return { usage, problem, groups, totalBytes, cacheBytes, load, clearCache, openFolder }
}
