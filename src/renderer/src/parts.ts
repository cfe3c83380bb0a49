import { type Component, defineComponent, h, shallowRef, type ShallowRef } from 'vue'

/** Something that is no part of the window's start: a chunk of its own, which is read once. */
export type Part<T> = {
  /** `undefined` until it is there. */
  readonly value: Readonly<ShallowRef<T | undefined>>
  /** Reads it, unless it is there; `undefined` when it could not be read, which is told. Asked again, it is tried again. */
  ask(): Promise<T | undefined>
}

/** Parts in the order in which they are read ahead. */
const ahead: (() => Promise<unknown>)[] = []
let tellFailure: (error: unknown) => void = (error) => console.error(error)

/** Who tells the person that a part could not be read; returns the function that stops it. */
export function onPartFailure(listener: (error: unknown) => void): () => void {
  const before = tellFailure
  tellFailure = listener
  return () => (tellFailure = before)
}

/** @param isAhead read ahead in its turn, like a component: nobody waits for it when it is asked for */
export function part<T>(load: () => Promise<T>, isAhead = false): Part<T> {
  const { value, read } = readOnce(load)
  if (isAhead) ahead.push(read)
  return { value, ask: () => read().catch(failed) }
}

/**
 * A component as a part. Read ahead, it is drawn at once like any other; else as soon as it is there. When it cannot be
 * read, its `close` is emitted.
 */
export function componentPart<C extends Component>(load: () => Promise<{ default: C }>): C {
  const { value, read } = readOnce(load)
  ahead.push(read)
  const Part = defineComponent({
    inheritAttrs: false,
    setup(_, { attrs, slots }) {
      if (value.value === undefined) {
        read().catch((error: unknown) => {
          failed(error)
          const { onClose } = attrs
          if (typeof onClose === 'function') onClose()
        })
      }
      return () => (value.value === undefined ? undefined : h(value.value.default, attrs, slots))
    },
  })
  // It takes what the component takes, and gives it on.
  return Part as unknown as C
}

/** Reads what is likely to be asked for, one part after the other, whenever `whenIdle` comes. */
export async function readAhead(whenIdle: () => Promise<void>): Promise<void> {
  for (const read of ahead) {
    await whenIdle()
    // Nobody has asked for it yet: whoever does is told.
    await read().catch(() => undefined)
  }
}

function readOnce<T>(load: () => Promise<T>) {
  const value = shallowRef<T>()
  let reading: Promise<T> | undefined
  const read = (): Promise<T> =>
    (reading ??= load().then(
      (loaded) => (value.value = loaded),
      (error: unknown) => {
        reading = undefined
        throw error
      },
    ))
  return { value, read }
}

function failed(error: unknown): undefined {
  tellFailure(error)
}
