import { EMOJI_GROUPS, type EmojiGroup } from './emoji-data'

/** A tab of the picker: what was last used, Unicode's groups, and the protocol's own faces. */
export type EmojiTab = EmojiGroup | 'recent' | 'faces'

export const EMOJI_TABS: readonly EmojiTab[] = ['recent', ...EMOJI_GROUPS, 'faces']
