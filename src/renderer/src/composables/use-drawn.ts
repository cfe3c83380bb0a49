import { ref } from 'vue'

/**
 * Whether a picture is on screen. Its address is there long before, for main may have it decoded first, and what is loaded may
 * still have to be decoded here: until then what lies beneath it stays.
 */
export function useDrawn() {
  const isDrawn = ref(false)

  /** Of the element that has it; of one that got another address meanwhile nothing is known. */
  async function onLoad({ target }: Event): Promise<void> {
    if (target instanceof HTMLImageElement) {
      const { src } = target
      await target.decode().catch(() => undefined)
      if (target.src !== src) return
    }
    isDrawn.value = true
  }

  return { isDrawn, onLoad }
}
