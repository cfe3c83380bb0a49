import type { LocalId } from '@shared/ids'
import { MAX_DELETED } from '@shared/library'
import type { Message } from '@shared/message'
import { computed, type Ref, ref, shallowRef, watch } from 'vue'

export type HowChosen = { readonly adds: boolean; readonly extends: boolean }

/** Which things of a list are chosen, and which one the keys are at. */
export function useLibrarySelection(items: Readonly<Ref<readonly Message[]>>) {
  const activeId = ref<LocalId>()
  const anchorId = ref<LocalId>()
  const chosen = shallowRef<ReadonlySet<LocalId>>(new Set())

  const places = computed(() => new Map(items.value.map(({ localId }, index) => [localId, index])))
  const placeOf = (localId: LocalId | undefined): number => (localId === undefined ? -1 : (places.value.get(localId) ?? -1))
  const active = computed(() => placeOf(activeId.value))
  const selected = computed(() => items.value.filter(({ localId }) => chosen.value.has(localId)))

  /** By a click or a key: this one alone, this one too or no longer, or all from the last one to this. */
  function choose(index: number, how: HowChosen): void {
    const target = items.value[index]
    if (target === undefined) return
    activeId.value = target.localId
    if (how.extends) return extendTo(index)
    anchorId.value = target.localId
    const next = new Set(how.adds ? chosen.value : [])
    if (how.adds && next.has(target.localId)) next.delete(target.localId)
    else next.add(target.localId)
    chosen.value = bounded(next)
  }

  function extendTo(index: number): void {
    const anchor = Math.max(0, placeOf(anchorId.value))
    const span = items.value.slice(Math.min(anchor, index), Math.max(anchor, index) + 1)
    chosen.value = bounded(span.map(({ localId }) => localId))
  }

  function all(): void {
    chosen.value = bounded(items.value.map(({ localId }) => localId))
  }

  /** False: nothing was. */
  function clear(): boolean {
    const had = chosen.value.size > 0
    chosen.value = new Set()
    return had
  }

  watch(items, () => {
    const kept = [...chosen.value].filter((localId) => places.value.has(localId))
    if (kept.length !== chosen.value.size) chosen.value = new Set(kept)
  })

  return { active, chosen, selected, choose, all, clear }
}

/** What is done with them is done at once. */
function bounded(localIds: Iterable<LocalId>): ReadonlySet<LocalId> {
  return new Set([...localIds].slice(0, MAX_DELETED))
}
