import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { imageSize } from 'image-size'
import yauzl from 'yauzl'
import { indexedPng, png } from '../../src/server/seed/samples/png'
import { VOICE_SECONDS } from '../../src/server/seed/samples/sample-files'
import { SAMPLE_PICTURES } from '../../src/server/seed/samples/sample-pictures'
import { FileClient, sha256 } from './file-client'
import { TestOffice } from './office'

type Data = {
  readonly file_id?: string
  readonly name?: string
  readonly mime?: string
  readonly size?: number
  readonly sha256?: string
  readonly seconds?: number
  readonly wave?: string
  readonly url?: string
  readonly big_url?: string
  readonly icon_url?: string
  readonly thumb_id?: string
  readonly thumb_url?: string
  readonly thumb_size?: number
  readonly width?: number
  readonly height?: number
}

/** What bob, who is in most rooms, finds of that type. */
async function found(office: TestOffice, type: string): Promise<readonly Data[]> {
  const { items: conversations } = await office.get('bob', '/v1/conversations')
  const pages = await Promise.all(
    (conversations ?? []).map(({ conversation_id: id }) => office.get('bob', `/v1/conversations/${String(id)}/messages`)),
  )
  return pages.flatMap(({ items }) => items ?? []).flatMap((item) => (item['type'] === type ? [item['data'] as Data] : []))
}

describe('what the sample office has attached', () => {
  let office: TestOffice
  let bob: FileClient
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'jim-samples-'))
    office = await TestOffice.open({ users: [], demo: { messages: 2000 }, password: 'demo' })
    bob = new FileClient(office, 'bob')
  })
  afterAll(async () => {
    await office.close()
    await rm(folder, { recursive: true })
  })

  const read = async (data: Data): Promise<Buffer> => {
    expect(data.url).toBe(`/v1/files/${data.file_id}`)
    const { status, bytes, headers } = await bob.get(data.url!)
    expect([status, headers['content-type'], bytes.length, sha256(bytes)]).toEqual([200, data.mime, data.size, data.sha256])
    return bytes
  }

  it('are files that open, of every ending', async () => {
    const files = await found(office, 'file')
    const byEnding = new Map(files.map((data) => [data.name!.slice(data.name!.lastIndexOf('.')), data]))
    expect([...byEnding.keys()].sort()).toEqual(['.csv', '.docx', '.pdf', '.png', '.xlsx', '.zip'])
    expect((await read(byEnding.get('.csv')!)).toString()).toMatch(/^week,visits,sign-ups\n1,1800,60\n/)

    const pdf = (await read(byEnding.get('.pdf')!)).toString('latin1')
    const [, xref] = /startxref\n(\d+)\n%%EOF\n$/.exec(pdf) ?? []
    expect(pdf.slice(Number(xref))).toMatch(/^xref\n0 6\n/)
    const offsets = [...pdf.slice(Number(xref)).matchAll(/^(\d{10}) 00000 n /gm)].map(([, offset]) => Number(offset))
    expect(offsets.map((offset, i) => pdf.startsWith(`${i + 1} 0 obj\n`, offset))).toEqual([true, true, true, true, true])

    const picture = await read(byEnding.get('.png')!)
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([480, 300])

    expect([...(await unpacked(await read(byEnding.get('.zip')!))).keys()]).toEqual(['icons/home.png', 'icons/search.png'])
    const text = await unpacked(await read(byEnding.get('.docx')!))
    expect(text.get('[Content_Types].xml')).toContain('PartName="/word/document.xml"')
    expect([...text.get('word/document.xml')!.matchAll(/<w:t [^>]*>([^<]*)/g)].map(([, words]) => words)[0]).toBe('A sample document')
    const table = await unpacked(await read(byEnding.get('.xlsx')!))
    expect(table.get('xl/_rels/workbook.xml.rels')).toContain('Target="worksheets/sheet1.xml"')
    expect(table.get('xl/worksheets/sheet1.xml')).toContain('<row><c><v>1</v></c><c><v>1800</v></c><c><v>60</v></c></row>')
  })

  /** The files of an archive by their names. */
  async function unpacked(bytes: Buffer): Promise<ReadonlyMap<string, string>> {
    const file = join(folder, 'sample.zip')
    await writeFile(file, bytes)
    const found = new Map<string, string>()
    const archive = await yauzl.openPromise(file)
    for await (const entry of archive.eachEntry()) {
      const parts: Buffer[] = []
      for await (const part of await archive.openReadStreamPromise(entry)) parts.push(part as Buffer)
      found.set(entry.fileName, Buffer.concat(parts).toString())
    }
    return found
  }

  it('are pictures as large as they say, one of which moves', async () => {
    const pictures = new Map((await found(office, 'image')).map((data) => [data.name!, data]))
    expect(pictures.size).toBe(SAMPLE_PICTURES.length)
    for (const data of pictures.values()) {
      expect([data.big_url, data.icon_url]).toEqual([data.url, data.url])
      const size = imageSize(await read(data))
      expect(size).toMatchObject({ width: data.width, height: data.height, type: data.mime === 'image/gif' ? 'gif' : 'png' })
    }
    expect(framesOf(await read(pictures.get('bouncing.gif')!))).toBe(12)
  })

  it('are videos with what is seen of them before they play', async () => {
    // Bob's own, and those that others have sent him.
    const videos = await found(office, 'video')
    expect(videos.length).toBeGreaterThan(1)
    for (const video of videos) {
      expect((await read(video)).toString('latin1', 4, 8)).toBe('ftyp')
      const { status, bytes } = await bob.get(video.thumb_url!)
      expect([video.thumb_url, status, video.thumb_size]).toEqual([`/v1/files/${video.thumb_id}`, 200, bytes.length])
      expect(imageSize(bytes)).toMatchObject({ width: 640, height: 360 })
    }
  })

  it('are voices as long as they say', async () => {
    const voices = await found(office, 'sound')
    expect(voices.length).toBeGreaterThan(1)
    for (const voice of voices.slice(0, 5)) {
      const bytes = await read(voice)
      expect(VOICE_SECONDS).toContain(voice.seconds)
      expect([bytes.toString('latin1', 0, 4), bytes.readUInt32LE(40) / bytes.readUInt32LE(28)]).toEqual(['RIFF', voice.seconds])
      expect(voice.wave).toMatch(/^[A-Za-f]{64}$/)
    }
  })

  it('are there for who is in the conversation alone', async () => {
    const own = (await found(office, 'file')).map(({ file_id }) => file_id)
    const answers = await Promise.all(own.slice(0, 20).map((id) => new FileClient(office, 'bob').get(`/v1/files/${id}`)))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect((await office.server.store.files.readable('nobody', own.map(String))).map(({ fileId }) => fileId)).toEqual([])
  })
})

it('a PNG has the colours that were asked for', () => {
  const file = png(3, 2, (x, y) => [x, y, 7])
  const length = file.readUInt32BE(33)
  const rows = inflateSync(file.subarray(41, 41 + length))
  expect([...rows]).toEqual([0, 0, 0, 7, 1, 0, 7, 2, 0, 7, 0, 0, 1, 7, 1, 1, 7, 2, 1, 7])
})

it('a drawing is a PNG with its colours beside it', () => {
  const palette = [
    [1, 2, 3],
    [4, 5, 6],
  ] as const
  const file = indexedPng({ width: 2, height: 2, palette, pixels: Uint8Array.of(0, 1, 1, 0) })
  expect([file.toString('latin1', 37, 41), ...file.subarray(41, 47)]).toEqual(['PLTE', 1, 2, 3, 4, 5, 6])
  const length = file.readUInt32BE(51)
  expect([...inflateSync(file.subarray(59, 59 + length))]).toEqual([0, 0, 1, 0, 1, 0])
})

/** Frames of a GIF, each of which is walked to its end. */
function framesOf(gif: Buffer): number {
  let at = 13 + 3 * 2 ** ((gif[10]! & 7) + 1)
  let frames = 0
  const skipBlocks = (): void => {
    while (gif[at] !== 0) at += gif[at]! + 1
    at += 1
  }
  while (gif[at] !== 0x3b) {
    const isFrame = gif[at] === 0x2c
    expect(isFrame || gif[at] === 0x21).toBe(true)
    frames += isFrame ? 1 : 0
    at += isFrame ? 11 : 2
    skipBlocks()
  }
  expect(at).toBe(gif.length - 1)
  return frames
}
