import { largestEdges } from './avif-edges'
import type { Edges } from './edges'
import { boxesOf, type InnerBox, metaOf } from './iso-boxes'
import type { ByteReader } from './stripping/byte-reader'

/** A picture of a telephone has some fifty tiles, each with its properties. */
const MAX_BOXES = 2000
const MAX_ITEMS = 2000

/**
 * How its main picture is shown: cut, then turned (ISO/IEC 23008-12). Where that is less than the largest that the file says, it
 * says what is made room for, too.
 *
 * ```
 *   meta version and flags 4 │ pitm the main picture's id │ iprp ┬ ipco ispe, clap, irot … (properties, counted from 1)
 *                                                                └ ipma id ─▶ numbers of its properties
 * ```
 */
export async function heicEdges(source: ByteReader): Promise<(Edges & { readonly room: Edges }) | undefined> {
  const meta = await metaOf(source)
  const room = meta && largestEdges(meta)
  if (meta === undefined || room === undefined) return undefined
  const shown = shownEdges(mainProperties(boxesOf(meta.subarray(4), MAX_BOXES)))
  return shown && { ...shown, room: { width: Math.max(room.width, shown.width), height: Math.max(room.height, shown.height) } }
}

function mainProperties(boxes: readonly InnerBox[]): readonly InnerBox[] {
  const main = find(boxes, 'pitm')
  const inner = boxesOf(find(boxes, 'iprp') ?? Buffer.alloc(0), MAX_BOXES)
  const associations = find(inner, 'ipma')
  const id = main === undefined || main.length < 6 ? undefined : main[0] === 0 ? main.readUInt16BE(4) : readUInt32(main, 4)
  if (id === undefined || associations === undefined) return []
  const properties = boxesOf(find(inner, 'ipco') ?? Buffer.alloc(0), MAX_BOXES)
  return propertiesOf(associations, id).flatMap((number) => properties[number - 1] ?? [])
}

/**
 * ```
 *   version 1, flags 3, count 4 │ id 2 (4 from version 1 on), count 1, [essential 1 bit, number 7 bits (15 with flag 1)] …
 * ```
 */
function propertiesOf(ipma: Buffer, wanted: number): readonly number[] {
  if (ipma.length < 8) return []
  const isLong = ipma[0] !== 0
  const numberBytes = ((ipma[3] ?? 0) & 1) === 1 ? 2 : 1
  const items = Math.min(MAX_ITEMS, ipma.readUInt32BE(4))
  let at = 8
  for (let item = 0; item < items; item++) {
    const idBytes = isLong ? 4 : 2
    if (at + idBytes + 1 > ipma.length) return []
    const id = ipma.readUIntBE(at, idBytes)
    const count = ipma[at + idBytes] ?? 0
    at += idBytes + 1
    if (at + count * numberBytes > ipma.length) return []
    const from = at
    at += count * numberBytes
    if (id !== wanted) continue
    return Array.from({ length: count }, (_, index) => {
      const number = ipma.readUIntBE(from + index * numberBytes, numberBytes)
      return numberBytes === 1 ? number & 0x7f : number & 0x7fff
    })
  }
  return []
}

/** In the order in which they are written, as decoders apply them. */
function shownEdges(properties: readonly InnerBox[]): Edges | undefined {
  let edges: Edges | undefined
  for (const { name, body } of properties) {
    if (name === 'ispe' && body.length >= 12) edges = { width: body.readUInt32BE(4), height: body.readUInt32BE(8) }
    else if (edges !== undefined && name === 'clap' && body.length >= 16) edges = cut(edges, body)
    // A quarter turn, or three.
    else if (edges !== undefined && name === 'irot' && ((body[0] ?? 0) & 1) === 1) edges = { width: edges.height, height: edges.width }
  }
  return edges
}

/** Two fractions, each of 32 bits over 32 bits. */
function cut(edges: Edges, clap: Buffer): Edges {
  const width = Math.round(clap.readUInt32BE(0) / clap.readUInt32BE(4))
  const height = Math.round(clap.readUInt32BE(8) / clap.readUInt32BE(12))
  return width > 0 && height > 0 && width <= edges.width && height <= edges.height ? { width, height } : edges
}

const find = (boxes: readonly InnerBox[], wanted: string): Buffer | undefined => boxes.find(({ name }) => name === wanted)?.body

const readUInt32 = (bytes: Buffer, at: number): number | undefined => (at + 4 <= bytes.length ? bytes.readUInt32BE(at) : undefined)
