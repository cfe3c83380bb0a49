// @vitest-environment happy-dom
import type { ChosenFile } from '@shared/file'
import { asConversationId } from '@shared/ids'
import { DOMWrapper, enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import PictureEditor from '../../src/renderer/src/components/picture-editor/PictureEditor.vue'
import { chosenPicture } from '../helpers/fake-jim-files'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)
// What is drawn is tried in a real page.
beforeEach(() => void vi.spyOn(HTMLImageElement.prototype, 'decode').mockReturnValue(new Promise(() => undefined)))
afterEach(() => void vi.restoreAllMocks())

const page = new DOMWrapper(document.body)
const button = (name: string) => page.get(`button[aria-label="${name}"]`)
const field = () => page.find<HTMLInputElement>('input[aria-label="Text on the picture"]')

/** A picture that was turned, on which somebody writes, in its middle. */
async function write(text: string) {
  const file: ChosenFile = chosenPicture('wall.png')
  const events: string[] = []
  const props = { conversationId: asConversationId('c2c:a:b'), file, picture: { ...file.picture!, width: 1000, height: 500 } }
  const Host = defineComponent(() => () => h(TooltipProvider, () => h(PictureEditor, { ...props, onClose: () => events.push('close') })))
  const { jim } = mountWithJim(Host, {})
  await flushPromises()
  await button('Turn to the right').trigger('click')
  await button('Text').trigger('click')
  await page.get('canvas').trigger('keydown', { key: ' ' })
  await flushPromises()
  await field().setValue(text)
  const done = async (): Promise<unknown> => {
    await page
      .findAll('button')
      .find((found) => found.text() === 'Done')!
      .trigger('click')
    await flushPromises()
    return jim.calls.find(({ channel }) => channel === 'files:edit')?.argument
  }
  return { events, done }
}

describe('a text that is being written on a picture', () => {
  it('stands where it was begun when the picture is turned meanwhile', async () => {
    const { done } = await write('over here')
    await button('Turn to the right').trigger('click')
    expect(field().exists()).toBe(false)
    expect(await done()).toMatchObject({ edits: { turns: 2, marks: [{ kind: 'text', text: 'over here', at: { x: 750, y: 125 } }] } })
  })

  it('is what is taken back', async () => {
    const { done } = await write('over here')
    await button('Undo').trigger('click')
    expect(field().exists()).toBe(false)
    expect(await done()).toMatchObject({ edits: { turns: 1, marks: [] } })
  })

  it('is all that Escape ends, wherever the focus is', async () => {
    const { events } = await write('over here')
    button('Text').element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }))
    await flushPromises()
    expect([field().exists(), events]).toEqual([false, []])
    button('Text').element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }))
    await flushPromises()
    expect(events).toEqual(['close'])
  })
})
