import type { ContentKind, MessageContent } from '@shared/message'
import { asMid, asSeq, asUserId } from '@shared/ids'

/** One content of each kind. A kind that is missing here is an error of the compiler's: a new one is tried everywhere. */
export const EVERY_CONTENT: { readonly [K in ContentKind]: Extract<MessageContent, { readonly kind: K }> } = {
  text: { kind: 'text', text: 'see you at three' },
  face: { kind: 'face', symbol: '[:smile]' },
  location: { kind: 'location', place: { lat: 31.2304, lng: 121.4737 }, name: 'The office' },
  sound: { kind: 'sound', url: 'https://files.example/a.ogg', seconds: 3 },
  image: { kind: 'image', url: 'https://files.example/a.png', format: 'png', size: 2048 },
  file: { kind: 'file', url: 'https://files.example/plan.docx', name: 'plan.docx', size: 2048 },
  video: { kind: 'video', url: 'https://files.example/a.mp4', seconds: 12 },
  link: { kind: 'link', url: 'https://news.example/', title: 'News' },
  contact: { kind: 'contact', userId: 'carol', name: 'Carol' },
  red_packet: { kind: 'red_packet', url: 'https://pay.example/', amountCents: 880, memo: 'Well done' },
  bundle: { kind: 'bundle', title: 'Chat', items: [{ senderName: 'Bob', content: { kind: 'text', text: 'hi' } }] },
  recall: { kind: 'recall', targetMid: asMid('1'), targetSeq: asSeq(1), by: asUserId('bob') },
  recalled: { kind: 'recalled' },
  group_event: { kind: 'group_event', event: { event: 'renamed', by: 'Bob', title: 'Launch' } },
  custom: { kind: 'custom', name: 'survey', fallbackText: 'A survey' },
  unsupported: { kind: 'unsupported', type: 'hologram', raw: '{}' },
}
