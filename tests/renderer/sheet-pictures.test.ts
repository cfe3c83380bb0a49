// @vitest-environment happy-dom
import type { Conversation } from '@shared/conversation'
import type { ChosenFile } from '@shared/file'
import { DOMWrapper, enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { afterEach, describe, expect, it } from 'vitest'
import { defineComponent, h, shallowRef } from 'vue'
import FilesDialog from '../../src/renderer/src/components/composer/FilesDialog.vue'
import { useChosenFilesStore } from '../../src/renderer/src/stores/chosen-files'
import { useSettingsStore } from '../../src/renderer/src/stores/settings'
import { chosenFile, chosenPicture } from '../helpers/fake-jim-files'
import { must } from '../helpers/results'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)

const large = (name: string, width: number, height: number, mime = 'image/jpeg'): ChosenFile =>
  chosenPicture(name, { mime, picture: { width, height, previewUrl: `jim-media://chosen/${name}` } })

const page = new DOMWrapper(document.body)
const sheet = () => page.find('[data-files-sheet]')
const toggle = (label: string) => sheet().get(`[role=switch][aria-label="${label}"]`)
const send = async (): Promise<void> => {
  await sheet().trigger('submit')
  await flushPromises()
}

async function open(files: readonly ChosenFile[]) {
  const shown = shallowRef<Conversation>()
  const Host = defineComponent(
    () => () => h(TooltipProvider, () => (shown.value === undefined ? h('i') : h(FilesDialog, { conversation: shown.value }))),
  )
  const { jim } = mountWithJim(Host, {})
  const conversation = jim.conversations[0]!
  const { conversationId } = conversation
  jim.files.choice = { files, refused: [] }
  const choice = await jim.call('files:choose')
  useChosenFilesStore().add(conversationId, must(choice))
  shown.value = conversation
  await flushPromises()
  const sent = (): unknown => jim.calls.findLast(({ channel }) => channel === 'files:send')?.argument
  return { jim, conversationId, sent }
}

it('a film on the sheet has its poster, how long and how large it is, once that is known', async () => {
  const film: ChosenFile = { ...chosenFile('talk.mp4'), mime: 'video/mp4', family: 'video', film: { posterUrl: 'jim-media://chosen/talk' } }
  const { jim } = await open([film, chosenFile('notes.pdf')])
  expect(sheet().get('img').attributes('src')).toBe('jim-media://chosen/talk')
  expect(sheet().text()).toContain('1:24 · 1280 × 720')
  expect(jim.calls.filter(({ channel }) => channel === 'files:measure').map(({ argument }) => argument)).toEqual([{ id: film.id }])
  await sheet().get('img').trigger('error')
  expect(sheet().find('img').exists()).toBe(false)
})

describe('pictures on the sheet', () => {
  it('go as the settings say, and say how many are made smaller', async () => {
    const { sent } = await open([
      large('a.jpg', 4000, 3000),
      large('b.png', 2561, 10, 'image/png'),
      large('c.jpg', 2560, 2560),
      large('moves.gif', 4000, 3000, 'image/gif'),
    ])
    expect(sheet().text()).toContain('2 pictures scaled: Up to 2560 px')
    expect(toggle('Remove location').attributes('aria-checked')).toBe('true')
    await send()
    expect(Object.keys(sent() as object).sort()).toEqual(['conversationId', 'files'])
  })

  it('go otherwise for once', async () => {
    const { sent, conversationId } = await open([large('a.jpg', 4000, 3000)])
    useChosenFilesStore().setPictureSize(conversationId, '1600')
    await toggle('Remove location').trigger('click')
    await flushPromises()
    expect(sheet().text()).toContain('1 picture scaled: Up to 1600 px')
    expect(sheet().text()).toContain('Pictures made smaller go without it either way')
    await send()
    expect(sent()).toMatchObject({ keepsLocation: true, pictureSize: '1600' })
    expect(useSettingsStore().settings).toMatchObject({ stripsPictures: true, pictureSize: '2560' })
  })

  it('go with everything as files', async () => {
    await open([large('a.jpg', 4000, 3000)])
    await toggle('Send as files').trigger('click')
    await flushPromises()
    expect(toggle('Remove location').attributes()).toMatchObject({ 'aria-checked': 'false', disabled: '' })
    expect(sheet().text()).not.toContain('px')
  })

  it('are not asked about where there are none', async () => {
    await open([chosenFile('a.pdf', { family: 'pdf' })])
    expect(sheet().findAll('[role=switch]')).toEqual([])
  })
})

it('a picture that cannot be drawn says so in its place, and can still be taken out', async () => {
  await open([chosenPicture('IMG_2043.HEIC')])
  expect(sheet().text()).not.toContain('No preview')
  await sheet().get('li img').trigger('error')
  expect(sheet().get('li').text()).toContain('No preview')
  expect(sheet().find('[aria-label="Remove IMG_2043.HEIC"]').exists()).toBe(true)
  expect(sheet().find('[aria-label="Edit IMG_2043.HEIC"]').exists()).toBe(false)
})
