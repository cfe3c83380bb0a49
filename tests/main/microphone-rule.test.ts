import { describe, expect, it } from 'vitest'
import { isPermitted, type PermissionQuestion } from '../../src/main/app/window/microphone-rule'

const OWN = 'app://jim/index.html'
const isOwnPage = (url: string): boolean => url === OWN
const question: PermissionQuestion = { permission: 'media', mediaTypes: ['audio'], isMainFrame: true, url: OWN }
const asked = (change: Partial<PermissionQuestion>, isRecording = true): boolean =>
  isPermitted({ ...question, ...change }, { isRecording, isOwnPage })

describe('what a page is permitted', () => {
  it('is the microphone, while it records', () => {
    expect(asked({})).toBe(true)
    expect(asked({}, false)).toBe(false)
  })

  it.each<[string, Partial<PermissionQuestion>]>([
    ['a camera', { mediaTypes: ['video'] }],
    ['a camera with the microphone', { mediaTypes: ['audio', 'video'] }],
    ['media of no kind', { mediaTypes: [] }],
    ['media of a kind that nobody knows', { mediaTypes: ['unknown'] }],
    ['a frame', { isMainFrame: false }],
    ['another page', { url: 'https://example.com/' }],
    ['a page without an address', { url: '' }],
  ])('is not %s, recording or not', (_, change) => {
    expect(asked(change)).toBe(false)
    expect(asked(change, false)).toBe(false)
  })

  it.each(['display-capture', 'geolocation', 'notifications', 'clipboard-read', 'hid', 'speaker-selection', 'constructor'])(
    'is never %s',
    (permission) => {
      expect(asked({ permission })).toBe(false)
    },
  )

  it('is to write to the clipboard, at any time', () => {
    expect(asked({ permission: 'clipboard-sanitized-write', mediaTypes: [] }, false)).toBe(true)
  })
})
