import { existsSync, readFileSync } from 'node:fs'
import { createConnection, type Socket } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** On the screen, px; its colour as 0xRRGGBB. */
export type XWindow = {
  readonly title: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly colour: number
}

/** Of the protocol of X11, version 11: what it takes to show a window. */
const REQUEST = { createWindow: 1, mapWindow: 8, internAtom: 16, changeProperty: 18, getInputFocus: 43 } as const
const ATOM = { string: 31, wmName: 39 } as const
const BACKGROUND_AND_NO_MANAGER = 0x0202
const REPLY_BYTES = 32

/**
 * Shows a window of another program than Electron, and says of it what a window manager would, of which a virtual screen has none: that
 * it is there (`WM_STATE`). Resolves to what closes it, once the screen has it.
 */
export async function showXWindow(
  { title, x, y, width, height, colour }: XWindow,
  display = process.env['DISPLAY'] ?? '',
): Promise<() => void> {
  const number = /^:(\d+)/.exec(display)?.[1]
  if (number === undefined) throw new RangeError(`no display of this computer: ${display}`)
  const link = new XLink(createConnection(`/tmp/.X11-unix/X${number}`))
  const { root, id } = await link.enter(cookieOf(number))
  const state = await link.atom('WM_STATE')
  link.send(REQUEST.createWindow, 0, [
    ...[u32(id), u32(root), u16(x), u16(y), u16(width), u16(height), u16(0), u16(1), u32(0)],
    ...[u32(BACKGROUND_AND_NO_MANAGER), u32(colour), u32(1)],
  ])
  link.send(REQUEST.changeProperty, 0, property(id, ATOM.wmName, ATOM.string, 8, Buffer.from(title, 'latin1')))
  link.send(REQUEST.changeProperty, 0, property(id, state, state, 32, Buffer.concat([u32(1), u32(0)])))
  link.send(REQUEST.mapWindow, 0, [u32(id)])
  await link.settled()
  return () => link.close()
}

function property(window: number, name: number, type: number, format: 8 | 32, value: Buffer): readonly Buffer[] {
  return [u32(window), u32(name), u32(type), Buffer.from([format, 0, 0, 0]), u32((value.length * 8) / format), padded(value)]
}

class XLink {
  readonly #socket: Socket
  readonly #came: Buffer[] = []
  #wake: () => void = () => undefined
  #problem: Error | undefined

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (bytes) => {
      this.#came.push(bytes)
      this.#wake()
    })
    socket.on('error', (error) => {
      this.#problem = error
      this.#wake()
    })
  }

  /** The whole screen's window, and an id for one of our own. */
  async enter(cookie: Buffer): Promise<{ readonly root: number; readonly id: number }> {
    const name = Buffer.from(cookie.length === 0 ? '' : 'MIT-MAGIC-COOKIE-1')
    const head = [Buffer.from('l\0', 'latin1'), u16(11), u16(0), u16(name.length), u16(cookie.length), u16(0)]
    this.#socket.write(Buffer.concat([...head, padded(name), padded(cookie)]))
    const answer = await this.#read(8)
    const body = await this.#read(answer.readUInt16LE(6) * 4)
    if (answer[0] !== 1) throw new Error(`the screen lets nobody in: ${body.toString('latin1')}`)
    const screens = 32 + roundUp(body.readUInt16LE(16)) + 8 * body.readUInt8(21)
    return { root: body.readUInt32LE(screens), id: body.readUInt32LE(4) }
  }

  send(request: number, detail: number, fields: readonly Buffer[]): void {
    const body = Buffer.concat(fields)
    this.#socket.write(Buffer.concat([Buffer.from([request, detail]), u16(1 + body.length / 4), body]))
  }

  async atom(name: string): Promise<number> {
    this.send(REQUEST.internAtom, 0, [u16(name.length), u16(0), padded(Buffer.from(name))])
    return (await this.#reply()).readUInt32LE(8)
  }

  /** All that was sent is done. */
  async settled(): Promise<void> {
    this.send(REQUEST.getInputFocus, 0, [])
    await this.#reply()
  }

  close(): void {
    this.#socket.destroy()
  }

  async #reply(): Promise<Buffer> {
    const reply = await this.#read(REPLY_BYTES)
    if (reply[0] !== 1) throw new Error(`the screen answers ${reply.toString('hex')}`)
    return reply
  }

  async #read(bytes: number): Promise<Buffer> {
    for (;;) {
      if (this.#problem !== undefined) throw this.#problem
      const all = Buffer.concat(this.#came)
      if (all.length >= bytes) {
        this.#came.splice(0, this.#came.length, all.subarray(bytes))
        return all.subarray(0, bytes)
      }
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}

/** What a display asks of whoever comes; empty: nothing. Entries are: family 2, then address, display, name, value, each with its length 2. */
function cookieOf(display: string): Buffer {
  const path = process.env['XAUTHORITY'] ?? join(homedir(), '.Xauthority')
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
  for (let at = 2; at < bytes.length; at += 2) {
    const [, number, , value] = [0, 1, 2, 3].map(() => {
      const end = at + 2 + bytes.readUInt16BE(at)
      const field = bytes.subarray(at + 2, end)
      at = end
      return field
    })
    if (number?.toString() === display || number?.length === 0) return value ?? Buffer.alloc(0)
  }
  return Buffer.alloc(0)
}

const roundUp = (bytes: number): number => Math.ceil(bytes / 4) * 4
const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(roundUp(bytes.length) - bytes.length)])

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
