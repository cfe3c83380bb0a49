import { EMOJI_GROUPS, type EmojiGroup } from './emoji-data'

/** A tab of the picker: what was last used, Unicode's groups, the protocol's own faces, and stickers of one's own. */
export type EmojiTab = EmojiGroup | 'recent' | 'faces' | 'stickers'

export const EMOJI_TABS: readonly EmojiTab[] = ['recent', ...EMOJI_GROUPS, 'faces', 'stickers']
