import type { ChosenFile } from '@shared/file'
import type { ConversationId } from '@shared/ids'
import type { PictureSize } from '@shared/settings'
import { computed, type Ref } from 'vue'
import { largerPictures } from '../model/sent-files'
import { useChosenFilesStore } from '../stores/chosen-files'
import { useSetting } from './use-setting'

/** What this one sending does with its pictures: as the settings say, until it is changed for it. */
export function useParcelPictures(id: Readonly<Ref<ConversationId>>, kept: Readonly<Ref<readonly ChosenFile[]>>) {
  const store = useChosenFilesStore()
  const strips = useSetting('stripsPictures')
  const largest = useSetting('pictureSize')
  const parcel = computed(() => store.parcels.get(id.value))
  /** What is locked is so for each sending. */
  const size = computed({
    get: (): PictureSize => (largest.lock === undefined ? parcel.value?.pictureSize : undefined) ?? largest.chosen,
    set: (chosen) => store.setPictureSize(id.value, chosen),
  })
  const stripsLocation = computed({
    get: (): boolean => {
      const keeps = strips.lock === undefined ? parcel.value?.keepsLocation : undefined
      return keeps === undefined ? strips.chosen : !keeps
    },
    set: (isStripped) => store.setKeepsLocation(id.value, !isStripped),
  })
  return {
    size,
    stripsLocation,
    stripsLock: computed(() => strips.lock),
    sizeLock: computed(() => largest.lock),
    larger: computed(() => largerPictures(kept.value, size.value)),
  }
}
