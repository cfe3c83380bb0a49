import { nextTick, type Ref, watch } from 'vue'

/**
 * Keeps the keys in a part of the window whose buttons make place for each other: where the focused one is gone, the one in
 * its place has the focus, instead of nothing.
 *
 * @param state another value: other buttons
 */
export function useFocusKept(root: Readonly<Ref<HTMLElement | null | undefined>>, state: () => unknown): void {
  const buttons = (): HTMLButtonElement[] => [...(root.value?.querySelectorAll('button') ?? [])]

  watch(
    state,
    async () => {
      const at = buttons().findIndex((button) => button === document.activeElement)
      if (at < 0) return
      await nextTick()
      // Whoever went elsewhere meanwhile stays there.
      if (document.activeElement !== null && document.activeElement !== document.body) return
      const now = buttons()
      now[Math.min(at, now.length - 1)]?.focus()
    },
    { flush: 'pre' },
  )
}
