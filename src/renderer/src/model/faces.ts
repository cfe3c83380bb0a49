/** `face` symbols that have an emoji; others show their symbol. */
const FACES: Readonly<Record<string, string>> = {
  smile: '😊', laugh: '😄', joy: '😂', grin: '😁', wink: '😉', cry: '😭', sad: '😢', angry: '😠', love: '😍', kiss: '😘',
  cool: '😎', shock: '😱', sweat: '😅', think: '🤔', sleep: '😴', shy: '😳', ok: '👌', good: '👍', bad: '👎', clap: '👏',
  pray: '🙏', handshake: '🤝', strong: '💪', heart: '❤️', broken_heart: '💔', rose: '🌹', cake: '🎂', coffee: '☕', beer: '🍺',
  fire: '🔥', party: '🎉', sun: '☀️', moon: '🌙', hundred: '💯',
}

/** The emoji of a symbol such as `[:smile]`. */
export function faceEmoji(symbol: string): string | undefined {
  const name = /^\[:?([a-z_]+):?\]$/i.exec(symbol.trim())?.[1]
  return name === undefined ? undefined : FACES[name.toLowerCase()]
}

/** What the composer's picker offers, in the order of use. */
export const PICKER_EMOJI = [
  '😊', '😄', '😂', '😁', '😉', '😍', '😘', '😎', '🤔', '😅', '😢', '😭', '😠', '😱', '😴', '🥳', '🙄', '😇', '🤝', '👍',
  '👎', '👌', '👏', '🙏', '💪', '✌️', '👀', '💡', '✅', '❌', '❤️', '💔', '🔥', '🎉', '🎂', '🌹', '☕', '🍺', '☀️', '💯',
] as const
