/// <reference types="vite/client" />

/** The emoji picker's data, made by the build: `scripts/lib/emoji.mjs`. */
declare module 'virtual:emoji' {
  export type EmojiRow = readonly [
    char: string,
    group: number,
    en: string,
    enWords: string,
    zh: string,
    zhWords: string,
    pinyin: string,
    hasTones: number,
    version: number,
  ]
  const rows: readonly EmojiRow[]
  export default rows
}
