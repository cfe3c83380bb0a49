import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'

/** Numbers of the X11 protocol that are used here. */
const REQUEST = {
  createWindow: 1,
  internAtom: 16,
  changeProperty: 18,
  setSelectionOwner: 22,
  getSelectionOwner: 23,
  sendEvent: 25,
} as const
const EVENT = { selectionRequest: 30, selectionNotify: 31 } as const
const ATOM = { atom: 4 } as const
const INPUT_ONLY = 2
/** Bytes of whatever a server sends, at least. */
const PACKET_BYTES = 32

const padded = (bytes: number): number => Math.ceil(bytes / 4) * 4

/**
 * The clipboard of an X display in the hands of another program, as of a file manager or of what takes pictures of a
 * screen: it offers bytes under several types at once, and gives each to whoever asks for it.
 */
export class X11Clipboard {
  readonly #socket: Socket
  readonly #replies: ((reply: Buffer) => void)[] = []
  readonly #offers = new Map<number, Buffer>()
  #targets = 0
  #window = 0
  #rest: Buffer = Buffer.alloc(0)
  #onSetup: ((body: Buffer) => void) | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (bytes: Buffer) => this.#read(bytes))
  }

  /** Takes the clipboard of this process' display. @param offers by their types */
  static async own(offers: Readonly<Record<string, Uint8Array>>): Promise<X11Clipboard> {
    const display = /^:(\d+)/.exec(process.env['DISPLAY'] ?? '')?.[1]
    if (display === undefined) throw new Error(`no local X display: ${process.env['DISPLAY']}`)
    const clipboard = new X11Clipboard(connect(`/tmp/.X11-unix/X${display}`))
    await clipboard.#open(display, offers)
    return clipboard
  }

  /** What was on it is gone. */
  close(): void {
    this.#socket.destroy()
  }

  async #open(display: string, offers: Readonly<Record<string, Uint8Array>>): Promise<void> {
    const [name, cookie] = authorityOf(display)
    const head = Buffer.alloc(12)
    head.write('l')
    head.writeUInt16LE(11, 2)
    head.writeUInt16LE(name.length, 6)
    head.writeUInt16LE(cookie.length, 8)
    const setup = new Promise<Buffer>((resolve) => (this.#onSetup = resolve))
    this.#socket.write(Buffer.concat([head, fill(name), fill(cookie)]))
    const body = await setup
    this.#window = body.readUInt32LE(4)
    const root = body.readUInt32LE(32 + padded(body.readUInt16LE(16)) + 8 * body.readUInt8(21))
    const at = words(this.#window, root, 0, 0x0001_0001, INPUT_ONLY << 16, 0, 0)
    this.#ask(REQUEST.createWindow, at)
    const selection = await this.#atom('CLIPBOARD')
    this.#targets = await this.#atom('TARGETS')
    for (const [type, bytes] of Object.entries(offers)) this.#offers.set(await this.#atom(type), Buffer.from(bytes))
    this.#ask(REQUEST.setSelectionOwner, words(this.#window, selection, 0))
    const owner = (await this.#answer(REQUEST.getSelectionOwner, words(selection))).readUInt32LE(8)
    if (owner !== this.#window) throw new Error('the clipboard stayed with somebody else')
  }

  async #atom(name: string): Promise<number> {
    return (await this.#answer(REQUEST.internAtom, Buffer.concat([words(name.length), fill(Buffer.from(name))]))).readUInt32LE(8)
  }

  /** @param body without the four bytes that every request begins with */
  #ask(code: number, body: Buffer): void {
    const head = Buffer.alloc(4)
    head.writeUInt8(code)
    head.writeUInt16LE(1 + body.length / 4, 2)
    this.#socket.write(Buffer.concat([head, body]))
  }

  #answer(code: number, body: Buffer): Promise<Buffer> {
    const reply = new Promise<Buffer>((resolve) => this.#replies.push(resolve))
    this.#ask(code, body)
    return reply
  }

  #read(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes])
    for (;;) {
      const length = this.#nextLength()
      if (length === undefined || this.#rest.length < length) return
      const packet = this.#rest.subarray(0, length)
      this.#rest = this.#rest.subarray(length)
      this.#take(packet)
    }
  }

  #nextLength(): number | undefined {
    if (this.#rest.length < 8) return undefined
    if (this.#onSetup !== undefined) return 8 + this.#rest.readUInt16LE(6) * 4
    const isReply = this.#rest.readUInt8() === 1
    return PACKET_BYTES + (isReply ? this.#rest.readUInt32LE(4) * 4 : 0)
  }

  #take(packet: Buffer): void {
    const kind = packet.readUInt8()
    if (this.#onSetup !== undefined) {
      if (kind !== 1) throw new Error(`the X server refused: ${packet.toString('latin1', 8)}`)
      this.#onSetup(packet.subarray(8))
      this.#onSetup = undefined
    } else if (kind === 0) throw new Error(`the X server refused request ${packet.readUInt8(10)}: error ${packet.readUInt8(1)}`)
    else if (kind === 1) this.#replies.shift()?.(packet)
    else if ((kind & 0x7f) === EVENT.selectionRequest) this.#give(packet)
  }

  /** Writes what is asked for where it is wanted, and says that it is there. */
  #give(request: Buffer): void {
    const [time, , requestor, selection, target, property] = [4, 8, 12, 16, 20, 24].map((at) => request.readUInt32LE(at)) as number[]
    const isList = target === this.#targets
    const bytes = isList ? words(this.#targets, ...this.#offers.keys()) : this.#offers.get(target!)
    if (bytes !== undefined) {
      const [type, format] = isList ? [ATOM.atom, 32] : [target!, 8]
      const head = words(requestor!, property!, type, format, (bytes.length * 8) / format)
      this.#ask(REQUEST.changeProperty, Buffer.concat([head, fill(bytes)]))
    }
    const given = bytes === undefined ? 0 : property!
    const notice = words(EVENT.selectionNotify, time!, requestor!, selection!, target!, given, 0, 0)
    this.#ask(REQUEST.sendEvent, Buffer.concat([words(requestor!, 0), notice]))
  }
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value >>> 0, index * 4)
  return bytes
}

/** To a whole number of words. */
function fill(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(padded(bytes.length) - bytes.length)])
}

/** What a display asks of its clients: the name of the way and the cookie; of none, nothing. */
function authorityOf(display: string): readonly [name: Buffer, cookie: Buffer] {
  const none = [Buffer.alloc(0), Buffer.alloc(0)] as const
  const file = process.env['XAUTHORITY']
  if (file === undefined) return none
  const bytes = readFileSync(file)
  for (let at = 0; at < bytes.length;) {
    at += 2
    const fields: Buffer[] = []
    for (let field = 0; field < 4; field++) {
      const length = bytes.readUInt16BE(at)
      fields.push(bytes.subarray(at + 2, at + 2 + length))
      at += 2 + length
    }
    const [, number, name, cookie] = fields
    if (number!.length === 0 || number!.toString() === display) return [name!, cookie!]
  }
  return none
}
