import type { ByteReader } from './byte-reader'

export const SOI = 0xd8
export const EOI = 0xd9
export const SOS = 0xda
export const APP0 = 0xe0
export const APP1 = 0xe1
const SCAN_BYTES = 256 * 1024
const STEP_BYTES = 4096

/** Without a length: what restarts a scan, a second beginning. */
export const isAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= SOI)
const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7
/** SOF0 to SOF15 but for tables (DHT, JPG, DAC), which have numbers between. */
export const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

/**
 * The next marker as decoders find it: whatever lies before it is passed over, and it may be filled up with 0xff.
 * @param isData between the markers lies a scan: what restarts it belongs to it
 */
export async function nextMarker(
  source: ByteReader,
  from: number,
  isData: boolean,
): Promise<{ readonly at: number; readonly marker: number } | undefined> {
  for (let at = from; at < source.size - 1;) {
    const bytes = await source.read(at, isData ? SCAN_BYTES : STEP_BYTES)
    if (bytes.length < 2) return undefined
    for (let found = bytes.indexOf(0xff); found >= 0 && found < bytes.length - 1; found = bytes.indexOf(0xff, found + 1)) {
      const marker = bytes[found + 1] ?? 0
      if (marker !== 0 && marker !== 0xff && !(isData && isRestart(marker))) return { at: at + found, marker }
    }
    // The last byte may be the first half of a marker.
    at += bytes.length - 1
  }
  return undefined
}
