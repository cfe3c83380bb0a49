/**
 * What the `face` symbols of PROTOCOL 4 look like, such as `[:smile]`. The names are those of common clients; a
 * symbol that is not here is shown as it is.
 */
const FACES = {
  smile: '😊',
  laugh: '😄',
  joy: '😂',
  grin: '😁',
  wink: '😉',
  love: '😍',
  kiss: '😘',
  cool: '😎',
  think: '🤔',
  shy: '😳',
  sweat: '😅',
  sad: '😢',
  cry: '😭',
  angry: '😠',
  shock: '😱',
  sleep: '😴',
  party: '🎉',
  ok: '👌',
  good: '👍',
  bad: '👎',
  clap: '👏',
  pray: '🙏',
  handshake: '🤝',
  strong: '💪',
  heart: '❤️',
  broken_heart: '💔',
  rose: '🌹',
  cake: '🎂',
  coffee: '☕',
  beer: '🍺',
  fire: '🔥',
  sun: '☀️',
  moon: '🌙',
  hundred: '💯',
} as const

export type FaceName = keyof typeof FACES

/** In the picker's order. */
export const FACE_NAMES = Object.keys(FACES) as readonly FaceName[]

/** The name in a symbol: `smile` of `[:smile]`; `[smile]` and `[:smile:]`, as others write it, are the same. */
export function faceName(symbol: string): FaceName | undefined {
  const name = /^\[:?([a-z_]+):?\]$/i.exec(symbol.trim())?.[1]?.toLowerCase()
  return name !== undefined && Object.hasOwn(FACES, name) ? (name as FaceName) : undefined
}

export function faceSymbol(name: FaceName): string {
  return `[:${name}]`
}

export function faceEmoji(name: FaceName): string {
  return FACES[name]
}

/** A symbol in a line of text: its emoji, or itself. */
export function faceText(symbol: string): string {
  const name = faceName(symbol)
  return name === undefined ? symbol : FACES[name]
}
