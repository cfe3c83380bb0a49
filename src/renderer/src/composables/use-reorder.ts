import { useEventListener } from '@vueuse/core'
import { nextTick, ref } from 'vue'

export type ReorderOptions<T extends string> = {
  /** What can change places with one another, each as it is seen. */
  readonly groups: () => readonly (readonly T[])[]
  /** Puts one in the place of another, at once. */
  readonly move: (id: T, onto: T) => void
  /** Where it stands now, for whoever does not see it. */
  readonly sayPlace: (id: T) => string
}

/** px that a pointer moves before it drags. */
const SLACK = 4
const STEPS: Readonly<Record<string, 1 | -1 | undefined>> = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }

/**
 * Puts the items of a list (`data-chosen` with their id, a `data-grip` inside) into another order: by a pointer that holds a
 * grip, or by Alt and the arrows wherever the focus is in an item. The others make room while it is held; Escape puts it back.
 */
export function useReorder<T extends string>({ groups, move, sayPlace }: ReorderOptions<T>) {
  /** What is being dragged. */
  const heldId = ref<T>()
  const said = ref('')
  let held: { readonly id: T; readonly before: readonly T[]; readonly x: number; readonly y: number } | undefined

  const groupOf = (id: T): readonly T[] => groups().find((ids) => ids.includes(id)) ?? []

  function idAt(target: Element | null): T | undefined {
    const id = target?.closest<HTMLElement>('[data-chosen]')?.dataset.chosen
    return groups()
      .flat()
      .find((each) => each === id)
  }

  async function onKeydown(event: KeyboardEvent): Promise<void> {
    const step = event.altKey && !event.ctrlKey && !event.metaKey ? STEPS[event.key] : undefined
    const id = step !== undefined && event.target instanceof Element ? idAt(event.target) : undefined
    if (step === undefined || id === undefined) return
    event.preventDefault()
    const ids = groupOf(id)
    const onto = ids[ids.indexOf(id) + step]
    if (onto === undefined) return
    // The browser takes the focus from what is put elsewhere.
    const focused = document.activeElement
    move(id, onto)
    await nextTick()
    if (focused instanceof HTMLElement) focused.focus()
    said.value = sayPlace(id)
  }

  function hold(event: PointerEvent): void {
    const isGrip = event.target instanceof Element && event.target.closest('[data-grip]') !== null
    const id = isGrip ? idAt(event.target as Element) : undefined
    if (id === undefined || event.button !== 0) return
    held = { id, before: groupOf(id), x: event.clientX, y: event.clientY }
  }

  function drag(event: PointerEvent): void {
    if (held === undefined) return
    const { id, before, x, y } = held
    if (heldId.value === undefined && Math.hypot(event.clientX - x, event.clientY - y) < SLACK) return
    heldId.value = id
    const onto = idAt(document.elementFromPoint(event.clientX, event.clientY))
    if (onto !== undefined && onto !== id && before.includes(onto)) move(id, onto)
  }

  function letGo(): void {
    if (heldId.value !== undefined) said.value = sayPlace(heldId.value)
    heldId.value = undefined
    held = undefined
  }

  /** Escape closes nothing while something is held: it goes back to where it was. */
  function takeBack(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || held === undefined || heldId.value === undefined) return
    event.preventDefault()
    event.stopPropagation()
    const { id, before } = held
    const onto = groupOf(id)[before.indexOf(id)]
    if (onto !== undefined) move(id, onto)
    letGo()
  }

  useEventListener(window, 'pointermove', drag)
  useEventListener(window, ['pointerup', 'pointercancel', 'blur'], letGo)
  useEventListener(window, 'keydown', takeBack, { capture: true })

  return { heldId, said, hold, onKeydown }
}
