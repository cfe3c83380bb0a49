import { decodeJson } from '@protocol/json'
import { parseContent } from '@protocol/schemas/chat'
import { describe, expect, it } from 'vitest'
import { toContent } from '../../src/main/store/message-content'

const PICTURE = 'https://www.baidu.com/img/flexible/logo/pc/result.png'
const SENDER =
  '"sender_id":"1","sender_name":"用户1","sender_avatar":"https://www.baidu.com/img/flexible/logo/pc/result.png","receiver_id":"2"'

/** Bodies as the original server's own description writes them, spaces and all, and what is shown of them. */
const SAMPLES: readonly (readonly [type: string, body: string, shown: unknown])[] = [
  [
    'image',
    `{"type":"image","data":{${SENDER},"format":2,"size ":10240,"width ":500,"height ":700,"icon_url ":"https: //www.baidu.com/img/flexible/logo/pc/result.png","big_url ":"https: //www.baidu.com/img/flexible/logo/pc/result.png"}}`,
    { kind: 'image', format: 'png', size: 10_240, width: 500, height: 700, thumbUrl: PICTURE, url: PICTURE },
  ],
  [
    'location',
    `{"type":"location","data":{${SENDER},"cover_image":"https://www.baidu.com/img/flexible/logo/pc/result.png","lat":116.5319,"lng":40.016465,"map_link":"https://j.map.baidu.com/8f/Q44c","desc":"深圳湾公园"}}`,
    // The two are mixed up there.
    {
      kind: 'location',
      place: { lat: 40.016465, lng: 116.5319 },
      name: '深圳湾公园',
      mapUrl: 'https://j.map.baidu.com/8f/Q44c',
      coverUrl: PICTURE,
    },
  ],
  ['face', `{"type":"face","data":{${SENDER},"symbol":"[:smile]"}}`, { kind: 'face', symbol: '[:smile]' }],
  [
    'video',
    `{"type":"video","data":{${SENDER},"size":10240,"seconds":3600,"url":"https://example/a.mp4","format":1,"thumb_url":"https://example.com/a.png","thumb_size":1024,"thumb_width":500,"thumb_height":700,"thumb_format":2}}`,
    {
      kind: 'video',
      size: 10_240,
      seconds: 3600,
      url: 'https://example/a.mp4',
      thumbUrl: 'https://example.com/a.png',
      thumbWidth: 500,
      thumbHeight: 700,
    },
  ],
  [
    'file',
    `{"type":"file","data":{${SENDER},"size":10240,"name":"a.docx","format":1,"thumb_url":"https://example.com/a.png","url":"https://example/a.docx"}}`,
    { kind: 'file', name: 'a.docx', size: 10_240, url: 'https://example/a.docx', thumbUrl: 'https://example.com/a.png' },
  ],
  [
    'sound',
    `{"type":"sound","data":{${SENDER},"url":"https://example.com/a.mp3","size":10240,"seconds":3600}}  `,
    { kind: 'sound', url: 'https://example.com/a.mp3', size: 10_240, seconds: 3600 },
  ],
]

describe('a sample of the original server', () => {
  it.each(SAMPLES)('%s is shown as it was meant', (type, body, shown) => {
    const parsed = decodeJson(Buffer.from(body))
    if (!parsed.ok) throw new Error(parsed.error.message)
    const { data } = parsed.value as { readonly data: Record<string, unknown> }
    const content = parseContent(type, data)
    expect(content).toBeDefined()
    expect(toContent(type, content!.content)).toMatchObject(shown as object)
  })
})
