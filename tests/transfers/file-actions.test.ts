import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { asLocalId, type FileId, type LocalId } from '@shared/ids'
import { failed } from '@shared/result'
import { describe, expect, it } from 'vitest'
import { must } from '../helpers/results'
import { CHAT, received } from '../store/helpers'
import { hashOf } from './cache-fixture'
import { Desk } from './desk-fixture'
import { movingWebp } from './camera-files'
import { gif, png } from './pictures'

const GIF = 'GIF89a and so on'

describe('what this device has of the file of a message', () => {
  it('is nothing but its kind as long as the bytes are away', async () => {
    const desk = await Desk.open()
    expect(desk.shownAs(await desk.message('plan.pdf', 'x', { isAway: true }))).toEqual({ family: 'pdf', isSaved: false })
    expect(desk.shownAs(await desk.message('', 'x', { isAway: true, type: 'image' }))).toEqual({ family: 'picture', isSaved: false })
    expect(desk.shownAs(desk.bench.store.messages.insert(received({ text: 'hello' })).localId)).toBeUndefined()
  })

  it('is none where the message names nothing that could be fetched', async () => {
    const desk = await Desk.open()
    const drawn = received({ type: 'image', content: { big_url: 'data:image/svg+xml,%3Csvg/%3E' } })
    expect(desk.shownAs(desk.bench.store.messages.insert(drawn).localId)).toBeUndefined()
    const linked = received({ type: 'image', content: { big_url: 'https://pictures.example/a.png' } })
    expect(desk.shownAs(desk.bench.store.messages.insert(linked).localId)).toEqual({ family: 'picture', isSaved: false })
  })

  it('tells of a picture that it may move, whatever it is called, and how long its round is', async () => {
    const desk = await Desk.open()
    const bytes = gif(2, 2, [50, 120])
    const id = await desk.message('cat.png', bytes, { type: 'image' })
    expect(desk.shownAs(id)?.mayMove).toBe(true)
    expect(must(await desk.actions.gifRound(id))).toBe(170)
    const still = await desk.message('cat.gif', png(2, 2), { type: 'image' })
    expect(desk.shownAs(still)?.mayMove).toBeUndefined()
    const webp = await desk.message('cat.jpg', movingWebp(70, 130), { type: 'image' })
    expect(desk.shownAs(webp)?.mayMove).toBe(true)
    expect(must(await desk.actions.gifRound(webp))).toBe(200)
    const away = await desk.message('dog.gif', 'GIF89a', { type: 'image', isAway: true })
    expect(await desk.actions.gifRound(still)).toEqual({ ok: true, value: 0 })
    for (const other of [away, asLocalId(999)]) expect(await desk.actions.gifRound(other)).toEqual(failed('not_here'))
  })

  it('is an address without a path once they are here, and what they are counts', async () => {
    const desk = await Desk.open()
    const id = await desk.message('photo.jpg', 'MZ and a program'.padEnd(200))
    const hash = hashOf('MZ and a program'.padEnd(200))
    expect(desk.shownAs(id)).toEqual({ family: 'picture', danger: 'program', mediaUrl: `jim-media://file/${hash}`, isSaved: false })
  })

  it('goes by what the server said of the file, before what its sender said', async () => {
    const desk = await Desk.open()
    const [mine, theirs] = [await desk.bench.keep('right'), await desk.bench.keep('wrong')]
    const { messages, fileHashes, messageFiles } = desk.bench.store
    const content = { name: 'a', url: '', file_id: 'f_7', thumb_id: 'f_8', sha256: theirs }
    const { localId } = messages.insert(received({ seq: 50, type: 'file', content }))
    expect(desk.shownAs(localId)?.mediaUrl).toBe(`jim-media://file/${theirs}`)
    fileHashes.put('f_7' as FileId, { sha256: mine, size: 5 })
    fileHashes.put('f_8' as FileId, { sha256: theirs, size: 5 })
    expect(desk.shownAs(localId)).toMatchObject({ mediaUrl: `jim-media://file/${mine}`, thumbUrl: `jim-media://file/${theirs}` })
    const link = messages.insert(received({ seq: 51, type: 'image', content: { big_url: 'https://x.example/p' } })).localId
    messageFiles.note(link, { sha256: mine })
    expect(desk.shownAs(link)?.mediaUrl).toBe(`jim-media://file/${mine}`)
  })

  it('says why a file cannot be had, as its last try ended', async () => {
    const desk = await Desk.open()
    const id = await desk.message('a.pdf', 'x', { isAway: true })
    const { transfers } = desk.bench.store
    const row = { direction: 'down', conversationId: CHAT, localId: id, state: 'open', name: 'a.pdf', mime: '', size: 1 } as const
    const added = transfers.add({ ...row, isAsked: true, createdAt: 1 })
    transfers.save({ ...added, state: 'failed', failCode: 'not_found' })
    expect(desk.shownAs(id)?.lack).toBe('gone')
    transfers.save({ ...added, state: 'failed', failCode: 'reset' })
    expect(desk.shownAs(id)?.lack).toBeUndefined()
  })

  it('is, of a file of mine, the file itself, as long as it is what I sent', async () => {
    const desk = await Desk.open()
    const path = join(desk.dir, 'mine.txt')
    writeFileSync(path, 'mine')
    const id = desk.mine(path)
    expect(desk.shownAs(id)).toEqual({ family: 'document', mediaUrl: `jim-media://sent/${id}`, isSaved: true })
    utimesSync(path, 1, 1)
    expect(desk.shownAs(id)).toEqual({ family: 'document', isSaved: false })
    mkdirSync(desk.outgoing)
    const pasted = join(desk.outgoing, 'p.txt')
    writeFileSync(pasted, 'pasted')
    const other = desk.mine(pasted)
    expect(desk.shownAs(other)).toMatchObject({ mediaUrl: `jim-media://sent/${other}`, isSaved: false })
    rmSync(pasted)
    expect(desk.shownAs(other)?.mediaUrl).toBeUndefined()
  })
})

describe('opening', () => {
  it('gives the system a copy under the file’s own name, which nobody changes', async () => {
    const desk = await Desk.open()
    must(await desk.actions.open(await desk.message('../minutes.txt', 'words')))
    const [path = ''] = desk.opened
    expect(path).toMatch(/\/opened\/[^/]+\/_minutes\.txt$/)
    expect([readFileSync(path, 'utf8'), (statSync(path).mode & 0o777).toString(8)]).toEqual(['words', '400'])
    // It was pasted into another chat, and is on its way from there.
    await desk.actions.sweep([path])
    expect(existsSync(path)).toBe(true)
    await desk.actions.sweep(['/elsewhere/x'])
    expect(existsSync(path)).toBe(false)
  })

  it.each([
    ['setup.exe', 'x', 'never_opened', 'program'],
    ['photo.jpg', '#!/bin/sh\necho', 'never_opened', 'script'],
    ['bank.url', 'x', 'never_opened', 'shortcut'],
    ['sheet.xlsm', 'x', 'dangerous', 'macros'],
    ['page.html', 'x', 'dangerous', 'page'],
    ['report.pdf', GIF, 'dangerous', 'disguised'],
  ])('%j is not opened, and what it is is said', async (name, bytes, code, danger) => {
    const desk = await Desk.open()
    const id = await desk.message(name, bytes)
    expect(await desk.actions.open(id)).toEqual({ ok: false, error: { code, message: danger } })
    const again = await desk.actions.open(id, true)
    expect([again.ok, desk.opened.length]).toEqual(code === 'dangerous' ? [true, 1] : [false, 0])
  })

  it('says what it lacks', async () => {
    const desk = await Desk.open()
    expect(await desk.actions.open(await desk.message('a.txt', 'x', { isAway: true }))).toMatchObject({ error: { code: 'not_here' } })
    expect(await desk.actions.open(99 as LocalId)).toMatchObject({ error: { code: 'not_found' } })
    desk.problem = 'no program for that'
    expect(await desk.actions.open(await desk.message('a.xyz', 'x'))).toMatchObject({ error: { code: 'no_application' } })
  })

  it('opens what was saved where it is', async () => {
    const desk = await Desk.open()
    const id = await desk.message('a.txt', 'x')
    must(await desk.actions.saveAs(id))
    must(await desk.actions.open(id))
    expect(desk.opened).toEqual([join(desk.downloadsDir, 'a.txt')])
  })
})

describe('saving', () => {
  it('goes into the folder for downloads, in nobody’s place, and is told', async () => {
    const desk = await Desk.open()
    const [one, two] = [await desk.message('a.txt', 'one'), await desk.message('a.txt', 'two')]
    expect(must(await desk.actions.saveAs(one))).toEqual({ saved: true })
    must(await desk.actions.saveAs(two))
    expect(readdirSync(desk.downloadsDir).map((name) => readFileSync(join(desk.downloadsDir, name), 'utf8'))).toEqual(['two', 'one'])
    expect([desk.shownAs(one)?.isSaved, desk.told]).toEqual([true, [one, two]])
    rmSync(join(desk.downloadsDir, 'a.txt'))
    expect(desk.shownAs(one)?.isSaved).toBe(false)
  })

  it('asks, suggests the folder of the last time, and takes no for an answer', async () => {
    const desk = await Desk.open()
    desk.mode = 'ask'
    const id = await desk.message('CON.txt', 'x')
    expect(must(await desk.actions.saveAs(id))).toEqual({ saved: false })
    mkdirSync(join(desk.dir, 'papers'))
    desk.chosen = join(desk.dir, 'papers', 'renamed.txt')
    writeFileSync(desk.chosen, 'old, and to be replaced')
    expect(must(await desk.actions.saveAs(id))).toEqual({ saved: true })
    expect(readFileSync(desk.chosen, 'utf8')).toBe('x')
    must(await desk.actions.saveAs(id))
    expect(desk.suggested).toEqual([desk.downloadsDir, desk.downloadsDir, dirname(desk.chosen)].map((dir) => join(dir, 'CON_.txt')))
    desk.mode = 'last'
    must(await desk.actions.saveAs(id))
    expect(readdirSync(join(desk.dir, 'papers')).toSorted()).toEqual(['CON_.txt', 'renamed.txt'])
  })

  it('goes into the folder of one’s own, and asks when that is gone', async () => {
    const desk = await Desk.open()
    desk.mode = 'folder'
    desk.saveFolder = join(desk.dir, 'stick')
    const id = await desk.message('a.txt', 'x')
    mkdirSync(desk.saveFolder)
    expect(must(await desk.actions.saveAs(id))).toEqual({ saved: true })
    expect([readdirSync(desk.saveFolder), desk.suggested]).toEqual([['a.txt'], []])
    rmSync(desk.saveFolder, { recursive: true })
    for (const [mode, folder] of [
      ['folder', desk.saveFolder],
      ['folder', ''],
      ['last', desk.saveFolder],
    ] as const) {
      desk.mode = mode
      desk.saveFolder = folder
      expect(must(await desk.actions.saveAs(id)), mode).toEqual({ saved: false })
    }
    expect(existsSync(join(desk.dir, 'stick'))).toBe(false)
    writeFileSync(join(desk.dir, 'stick'), 'no folder any more')
    expect(must(await desk.actions.saveAs(id))).toEqual({ saved: false })
    expect(desk.suggested).toHaveLength(4)
  })

  it('saves what is dangerous too, and names what has no name', async () => {
    const desk = await Desk.open()
    must(await desk.actions.saveAs(await desk.message('setup.exe', 'x')))
    const picture = await desk.message('', GIF, { type: 'image' })
    must(await desk.actions.saveAs(picture))
    expect(readdirSync(desk.downloadsDir).toSorted()).toEqual([`picture-${picture}.gif`, 'setup.exe'].toSorted())
  })

  it('says why it could not be', async () => {
    const desk = await Desk.open()
    writeFileSync(desk.downloadsDir, 'in the way')
    const id = await desk.message('a.txt', 'x')
    expect(await desk.actions.saveAs(id)).toMatchObject({ ok: false, error: { code: 'io_failed' } })
    expect([desk.shownAs(id)?.isSaved, desk.told]).toEqual([false, []])
  })
})

describe('showing and copying', () => {
  it('shows what is saved, and copies under the file’s own name', async () => {
    const desk = await Desk.open()
    const id = await desk.message('a.txt', 'x')
    expect(desk.actions.show(id)).toMatchObject({ error: { code: 'not_here' } })
    must(await desk.actions.copy(id))
    expect(desk.copied[0]).toMatch(/\/opened\/[^/]+\/a\.txt$/)
    must(await desk.actions.saveAs(id))
    must(desk.actions.show(id))
    expect(desk.shown).toEqual([join(desk.downloadsDir, 'a.txt')])
  })
})
