import { asMid } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { presentMessage } from '../../src/main/ipc/present-message'
import type { Store } from '../../src/main/store/store'
import { CHAT, GROUP, openTestStore, received } from '../store/helpers'

/** What the window is shown of a message in the group that answers `mid`. */
function answerTo(store: Store, mid: string) {
  store.conversations.ensure(GROUP, received().senderId)
  const { localId } = store.messages.insert(received({ conversationId: GROUP, seq: 2, mid: '102', replyTo: asMid(mid) }))
  return presentMessage(store, store.messages.get(localId)!)
}

describe('a film or a sound of which its sender said too little', () => {
  const measured = { seconds: 7, width: 40, height: 30, wave: 'f'.repeat(64) }
  const shown = (type: string, told: Readonly<Record<string, unknown>>) => {
    const store = openTestStore()
    const { localId } = store.messages.insert(received({ seq: 1, type, content: { url: '/v1/files/f_1', file_id: 'f_1', ...told } }))
    return presentMessage(store, store.messages.get(localId)!, { family: 'other', isSaved: false, measured }).content
  }

  it('is shown as it was found to be', () => {
    expect(shown('video', {})).toMatchObject({ seconds: 7, width: 40, height: 30 })
    expect(shown('sound', { wave: 'no wave' })).toMatchObject({ seconds: 7, wave: measured.wave })
  })

  it('keeps what was said, edges both or none', () => {
    expect(shown('video', { seconds: 3, width: 800 })).toMatchObject({ seconds: 3, width: 40, height: 30 })
    expect(shown('video', { width: 800, height: 600 })).toMatchObject({ seconds: 7, width: 800, height: 600 })
    expect(shown('sound', { seconds: 3, wave: 'A'.repeat(64) })).toMatchObject({ seconds: 3, wave: 'A'.repeat(64) })
  })

  it('says nothing of pictures', () => {
    expect(shown('image', { big_url: '' })).not.toHaveProperty('seconds')
  })
})

describe('a reply', () => {
  it('shows what it answers', () => {
    const store = openTestStore()
    store.messages.insert(received({ conversationId: GROUP, seq: 1, mid: '101', text: 'said here' }))
    expect(answerTo(store, '101')).toMatchObject({
      replyTo: '101',
      quote: { senderName: 'Bob', content: { kind: 'text', text: 'said here' } },
    })
  })

  it('shows nothing of another conversation, nor that there is anything', () => {
    const store = openTestStore()
    store.messages.insert(received({ conversationId: CHAT, seq: 1, mid: '101', text: 'between the two of us' }))
    const shown = answerTo(store, '101')
    expect([shown.replyTo, shown.quote]).toEqual([undefined, undefined])
    expect(JSON.stringify(shown)).not.toContain('between the two of us')
  })

  it('may answer what this device does not hold yet', () => {
    expect(answerTo(openTestStore(), '101').replyTo).toBe('101')
  })
})
