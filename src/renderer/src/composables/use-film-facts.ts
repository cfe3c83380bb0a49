import type { Measured } from '@shared/decoding'
import type { ChosenFile } from '@shared/file'
import { shallowRef, watch } from 'vue'
import { bridge } from '../bridge'

/** How long and how large a film is that was chosen, once that is known; nothing of any other file, and of what cannot be played here. */
export function useFilmFacts(file: () => ChosenFile) {
  const facts = shallowRef<Measured>()
  watch(
    () => (file().film === undefined ? undefined : file().id),
    async (id) => {
      facts.value = undefined
      const measured = id === undefined ? undefined : await bridge.call('files:measure', { id })
      if (measured?.ok === true && file().id === id) facts.value = measured.value
    },
    { immediate: true },
  )
  return facts
}
