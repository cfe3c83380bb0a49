import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildWhenStale } from '../scripts/lib/build.mjs'
import { openDisplay } from '../scripts/lib/display.mjs'
import { createReport } from '../scripts/lib/report.mjs'
import { filesFolder } from '../src/main/app/account/account-file'
import { chatId, fillChatStore } from './chat-store'
import { addGroup, databaseOf, makeProfile, withDesktop } from './desktop-profile'
import { type DrawnPicture, fillWithPictures } from './drawn-pictures'
import type { BenchOptions, Row } from './measure'
import { launchMeasured } from './measured-app'
import { ALL, blankRow, fling, openings, SHOWN, TEXTS, title } from './picture-chats'
import { previews } from './preview-times'
import { leftByViewer, leftRows } from './viewing'

const FLINGS = 3
const SWITCHES = 120
const PREVIEWS = 7
const QUICK = { flings: 1, switches: 12, previews: 3 }

/** Chats of pictures in the real app, flung, opened and looked at one by one; and how long a preview takes that it sends. */
export async function media({ isQuick }: BenchOptions): Promise<readonly Row[]> {
  await buildWhenStale(createReport())
  const root = mkdtempSync(join(tmpdir(), 'jim-bench-media-'))
  const display = await openDisplay()
  const counts = isQuick ? QUICK : { flings: FLINGS, switches: SWITCHES, previews: PREVIEWS }
  try {
    const { pictures, row } = await previews(root, display.env['DISPLAY'] ?? '', counts.previews)
    // Each time anew: what was shown once is kept.
    const dirOf = (use: string): string => chatsOfPictures(join(root, use), pictures)
    const opened = await withDesktop(dirOf('opened'), (desktop) => openings(desktop, counts.switches))
    const blanks: number[] = []
    for (let run = 0; run < counts.flings; run++) blanks.push(await withDesktop(dirOf(`flung-${run}`), fling))
    const viewed = await launchMeasured({ app: 'ours', profileDir: dirOf('viewed'), display: display.env['DISPLAY'] ?? '' })
    const left = await leftByViewer(viewed).finally(() => viewed.close())
    return [blankRow(blanks), row, ...opened, ...leftRows(left)]
  } finally {
    display.close()
    rmSync(root, { recursive: true, force: true })
  }
}

/** A profile with two conversations, one of texts and one of pictures, none of which was ever shown. */
function chatsOfPictures(dir: string, pictures: readonly DrawnPicture[]): string {
  makeProfile(dir, (store) => {
    const texts = fillChatStore(store, ALL, 1, true)
    fillWithPictures({ store, filesDir: filesFolder(databaseOf(dir)), pictures }, SHOWN, ALL)
    for (const chat of [TEXTS, SHOWN]) addGroup(store, chatId(chat), title(chat), ALL, texts.at(-1)!.at)
  })
  return dir
}
