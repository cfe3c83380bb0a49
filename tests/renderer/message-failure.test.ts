// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import MessageFailure from '../../src/renderer/src/components/message/MessageFailure.vue'
import { createAppI18n } from '../../src/renderer/src/i18n'
import { message } from './messages'
import { useFakeJim } from './mount'

let wrapper: VueWrapper
afterEach(() => wrapper.unmount())

function actions(canRetry: boolean): readonly string[] {
  useFakeJim()
  const failed = message(1, { isMine: true, status: 'failed', failure: { code: 'not_member', reason: '' } })
  wrapper = mount(MessageFailure, { props: { message: failed, canRetry }, global: { plugins: [createAppI18n('en')] } })
  return wrapper.findAll('button').map((button) => button.text())
}

describe('a message that was not sent', () => {
  it('can be sent again or deleted', () => {
    expect(actions(true)).toEqual(['Send again', 'Delete'])
  })

  it('is not offered to be sent again to a group that one has left', () => {
    expect(actions(false)).toEqual(['Delete'])
  })
})
