import type { Message } from '@shared/message'
import { plainEnding } from './file-look'

/** Endings of files that are text and nothing else, whatever it would do if somebody ran it. */
const TEXTS: ReadonlySet<string> = new Set(
  `txt text log md markdown csv tsv tex json jsonc json5 yaml yml toml ini cfg conf xml xsl html htm css scss less vue
  js mjs cjs jsx ts tsx c h cc cpp cxx hpp cs java kt swift go rs rb py php pl lua r sh bash zsh fish ps1 bat cmd sql proto
  gradle groovy scala dart diff patch`.split(/\s+/),
)

/** As what the viewer shows a file; `undefined`: it does not. What a file is not by its bytes is never shown as that. */
export function readableAs({ content, file }: Pick<Message, 'content' | 'file'>): 'pdf' | 'text' | undefined {
  if (content.kind !== 'file' || file === undefined) return undefined
  const ending = plainEnding(content.name)
  if (ending === 'pdf') return file.danger === undefined ? 'pdf' : undefined
  const isHarmless = file.danger === undefined || file.danger === 'script' || file.danger === 'page'
  return isHarmless && ending !== undefined && TEXTS.has(ending) ? 'text' : undefined
}
