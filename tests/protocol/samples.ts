import type { Frame } from '@protocol/frame'
import { fromHex } from '../helpers/oracle-codec'

const utf8 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text))

type Sample = { readonly name: string; readonly frame: Frame; readonly bytes: Uint8Array }

/** Frames as bytes, typed by hand from the protocol's table and from captures of the original gateway. */
export const SAMPLES: readonly Sample[] = [
  {
    name: 'a ping without id',
    frame: { command: 'A001', requestId: 0, body: utf8('ping') },
    bytes: fromHex('6a696d31 41303031 00000000 00000004 70696e67'),
  },
  {
    name: 'a pong of the original gateway',
    frame: { command: 'A002', requestId: 0, body: utf8('pong') },
    bytes: fromHex('6a696d31 41303032 00000000 00000004 706f6e67'),
  },
  {
    name: 'a log-in',
    frame: { command: 'B001', requestId: 0, body: utf8('{"client_id":"1","token":"1"}') },
    bytes: fromHex('6a696d31 42303031 00000000 0000001d 7b22636c69656e745f6964223a2231222c22746f6b656e223a2231227d'),
  },
  {
    name: 'its acceptance in words',
    frame: { command: 'B002', requestId: 0, body: utf8('auth success') },
    bytes: fromHex('6a696d31 42303032 00000000 0000000c 617574682073756363657373'),
  },
  {
    name: 'the answer to a log-out',
    frame: { command: 'A999', requestId: 0, body: utf8('client close') },
    bytes: fromHex('6a696d31 41393939 00000000 0000000c 636c69656e7420636c6f7365'),
  },
  {
    name: 'a log-out, which has no body',
    frame: { command: 'B004', requestId: 1, body: new Uint8Array() },
    bytes: fromHex('6a696d31 42303034 00000001 00000000'),
  },
  {
    name: 'the largest request id, and text beyond ASCII',
    frame: { command: 'B101', requestId: 0xffff_ffff, body: utf8('{"你":"好"}') },
    bytes: fromHex('6a696d31 42313031 ffffffff 0000000d 7b22e4bda0223a22e5a5bd227d'),
  },
  {
    name: 'a body that looks like a header',
    frame: { command: 'Z9!~', requestId: 0x0102_0304, body: utf8('jim1A001') },
    bytes: fromHex('6a696d31 5a39217e 01020304 00000008 6a696d3141303031'),
  },
]

export const GLUED: Uint8Array = Uint8Array.from(SAMPLES.flatMap(({ bytes }) => [...bytes]))

/** Frames with their own copy of the body, comparable after the chunk they lay in is gone. */
export function copied(frames: readonly Frame[]): Frame[] {
  return frames.map((frame) => ({ ...frame, body: Uint8Array.from(frame.body) }))
}
