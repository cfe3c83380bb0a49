// @vitest-environment happy-dom
import { enableAutoUnmount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import ComposerPlace from '../../src/renderer/src/components/composer/ComposerPlace.vue'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)

const AMAP = 'https://uri.amap.com/marker?position=116.397428,39.90923&name=天安门'

describe('a place that is written', () => {
  it('is offered with its name, where it is, and the system that it stays in', async () => {
    const { wrapper } = mountWithJim(ComposerPlace, { text: AMAP })
    expect(wrapper.get('p').text()).toBe('天安门 · 39.90923, 116.39743 (GCJ-02)')
    await wrapper.get('button').trigger('click')
    const place = { lat: 39.90923, lng: 116.397428 }
    expect(wrapper.emitted('send')).toEqual([[{ place, name: '天安门', mapUrl: new URL(AMAP).href, system: 'GCJ-02' }]])
  })

  it('says that bare coordinates are taken for WGS-84', () => {
    expect(mountWithJim(ComposerPlace, { text: '39.90923, 116.397428' }).wrapper.get('p').text()).toBe('39.90923, 116.39743 (WGS-84)')
  })

  it('is nothing but text within other words', () => {
    expect(
      mountWithJim(ComposerPlace, { text: `look: ${AMAP}` })
        .wrapper.find('button')
        .exists(),
    ).toBe(false)
  })
})
