import { RECENT_EMOJI } from '@shared/settings'
import { computed } from 'vue'
import { SKIN_TONES, type SkinTone } from '../emoji/skin-tone'
import { useSettingsStore } from '../stores/settings'
import { useSettings } from './use-settings'

/** The emoji last used and the skin tone, kept with the settings. */
export function useEmojiMemory() {
  const store = useSettingsStore()
  const { change } = useSettings()

  const recent = computed(() => store.settings.recentEmoji)
  const tone = computed<SkinTone>(() => SKIN_TONES.find((each) => each === store.settings.emojiTone) ?? 0)

  function remember(char: string): void {
    if (recent.value[0] === char) return
    const recentEmoji = [char, ...recent.value.filter((other) => other !== char)].slice(0, RECENT_EMOJI)
    void change({ recentEmoji })
  }

  function setTone(next: SkinTone): void {
    void change({ emojiTone: next })
  }

  return { recent, tone, remember, setTone }
}
