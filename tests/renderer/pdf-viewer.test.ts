// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises, type VueWrapper } from '@vue/test-utils'
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { TooltipProvider } from 'reka-ui'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import MediaViewer from '../../src/renderer/src/components/media/MediaViewer.vue'
import ViewerPdf from '../../src/renderer/src/components/media/ViewerPdf.vue'
import ViewerPdfPage from '../../src/renderer/src/components/media/ViewerPdfPage.vue'
import { USUAL_PAGE } from '../../src/renderer/src/model/pdf-page'
import { useViewerStore } from '../../src/renderer/src/stores/viewer'
import { message } from './messages'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)

/** What the reader was given, and how it is answered: pdf.js itself is tried in a real page. */
type Reading = {
  readonly options: Readonly<Record<string, unknown>> & { readonly range: Transport }
  readonly task: { onPassword?: (update: (password: string) => void, reason: number) => void }
  open(numPages: number): Promise<void>
  fail(): Promise<void>
}
const reader = vi.hoisted(() => {
  class Transport {
    readonly got: [number, Uint8Array | null][] = []
    requestDataRange(_begin: number, _end: number): void {}
    onDataRange(begin: number, bytes: Uint8Array | null): void {
      this.got.push([begin, bytes])
    }
  }
  return { Transport, begun: [] as unknown[] }
})
type Transport = InstanceType<typeof reader.Transport>
vi.mock('pdfjs-dist/legacy/build/pdf.mjs', () => ({
  PDFDataRangeTransport: reader.Transport,
  PDFWorker: { create: () => ({}) },
  PasswordResponses: { NEED_PASSWORD: 1, INCORRECT_PASSWORD: 2 },
  getDocument(options: unknown) {
    let resolve: (value: unknown) => void = () => undefined
    let reject: (problem: Error) => void = () => undefined
    const promise = new Promise<unknown>((...settle) => ([resolve, reject] = settle))
    const task = { promise, destroy: () => Promise.resolve() }
    const open = async (numPages: number): Promise<void> => {
      resolve({ numPages, getPage: () => Promise.reject(new Error('no page')) })
      await flushPromises()
    }
    const fail = async (): Promise<void> => {
      reject(new Error('no PDF'))
      await flushPromises()
    }
    reader.begun.push({ options, task, open, fail })
    return task
  },
}))

let ended: number
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  ended = 0
  vi.stubGlobal(
    'Worker',
    class {
      terminate(): void {
        ended++
      }
    },
  )
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  reader.begun.length = 0
})

const MiB = 2 ** 20

async function read(bytes = Buffer.from('%PDF-1.7')) {
  const { wrapper, jim } = mountWithJim(ViewerPdf, { message: message(1) })
  jim.files.bytes = bytes
  await vi.dynamicImportSettled()
  await flushPromises()
  return { wrapper, jim, reading: reader.begun[0] as Reading }
}

/** The reader asks for its password. Resolves to those that it is given, now and later. */
async function ask(reading: Reading, reason: number): Promise<string[]> {
  const given: string[] = []
  reading.task.onPassword?.((password) => given.push(password), reason)
  await flushPromises()
  return given
}

describe('a PDF', () => {
  it('is given to a reader that runs nothing of it and fetches nothing', async () => {
    const { reading } = await read()
    expect(reading.options).toMatchObject({
      isEvalSupported: false,
      enableXfa: false,
      useWasm: false,
      useWorkerFetch: false,
      disableAutoFetch: true,
      disableStream: true,
      isImageDecoderSupported: false,
      maxImageSize: 50_000_000,
      canvasMaxAreaInBytes: 2 ** 26,
    })
  })

  it('is given in parts, as they are asked for, each in calls of a megabyte', async () => {
    const bytes = Buffer.from(new Uint8Array(3 * MiB).map((_, index) => index % 251))
    const { jim, reading } = await read(bytes)
    const { range } = reading.options
    range.requestDataRange(MiB / 2, 3 * MiB - 7)
    await flushPromises()
    const calls = jim.calls.filter(({ channel }) => channel === 'files:part').map(({ argument }) => argument)
    expect(calls).toEqual([
      { localId: 1, from: 0, length: MiB / 4 },
      { localId: 1, from: MiB / 2, length: MiB },
      { localId: 1, from: MiB * 1.5, length: MiB },
      { localId: 1, from: MiB * 2.5, length: MiB / 2 - 7 },
    ])
    expect(range.got).toHaveLength(1)
    expect(range.got[0]![0]).toBe(MiB / 2)
    expect(Buffer.from(range.got[0]![1]!).equals(bytes.subarray(MiB / 2, 3 * MiB - 7))).toBe(true)
  })

  it('has no more pages than can be listed, whatever it says', async () => {
    const { wrapper, reading } = await read()
    await reading.open(2_000_000_000)
    expect(wrapper.get('[data-testid=pdf-place]').text()).toBe('1 of 5000')
  })

  it('that is none says so, and its reader ends', async () => {
    const { wrapper, reading } = await read()
    await reading.fail()
    expect(wrapper.findComponent(ViewerPdf).emitted('broken')).toHaveLength(1)
    expect(ended).toBe(1)
  })

  it('of which its bytes go away while it is read says so', async () => {
    const { wrapper, jim, reading } = await read()
    jim.failures.set('files:part', 'not_here')
    reading.options.range.requestDataRange(0, 4)
    await flushPromises()
    expect(wrapper.emitted('broken')).toHaveLength(1)
    expect(ended).toBe(1)
  })

  it('that does not say how many pages it has is given up after half a minute, one that was opened is not', async () => {
    const { wrapper } = await read()
    await vi.advanceTimersByTimeAsync(29_999)
    expect(ended).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(ended).toBe(1)
    expect(wrapper.emitted('broken')).toHaveLength(1)
    reader.begun.length = 0
    const other = await read()
    await other.reading.open(3)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(other.wrapper.emitted('broken')).toBeUndefined()
  })

  it('ends with whoever looked at it', async () => {
    const { wrapper } = await read()
    wrapper.unmount()
    expect(ended).toBe(1)
  })
})

describe('a PDF that is locked', () => {
  const field = (wrapper: VueWrapper) => wrapper.get<HTMLInputElement>('input[type=password]')

  it('asks for its password, gives it to the reader, and says when it is another', async () => {
    const { wrapper, reading } = await read()
    const given = await ask(reading, 1)
    expect(wrapper.text()).toContain('locked')
    expect(document.activeElement).toBe(field(wrapper).element)
    expect(wrapper.get('button').attributes('disabled')).toBeDefined()
    await field(wrapper).setValue('s3cret')
    await wrapper.get('form').trigger('submit')
    expect(given).toEqual(['s3cret'])
    await ask(reading, 2)
    expect(wrapper.text()).toContain('That is not its password')
    expect(field(wrapper).element.value).toBe('s3cret')
    await reading.open(2)
    expect(wrapper.find('form').exists()).toBe(false)
  })

  it('waits for whoever types as long as they like, and for its reader no longer than before', async () => {
    const { wrapper, reading } = await read()
    await ask(reading, 1)
    await vi.advanceTimersByTimeAsync(10 * 60_000)
    expect(wrapper.emitted('broken')).toBeUndefined()
    await field(wrapper).setValue('s3cret')
    await wrapper.get('form').trigger('submit')
    await vi.advanceTimersByTimeAsync(30_000)
    expect(wrapper.emitted('broken')).toHaveLength(1)
  })
})

describe('the keys that the viewer names', () => {
  const Host = defineComponent(() => {
    const viewer = useViewerStore()
    return () => h(TooltipProvider, () => viewer.run && h(MediaViewer, { run: viewer.run }))
  })
  const named = (): string => document.querySelector('[data-testid=viewer-keys]')?.textContent ?? ''

  async function open(): Promise<Reading> {
    const { jim } = mountWithJim(Host, {})
    jim.files.bytes = Buffer.from('%PDF-1.7')
    const file = { family: 'pdf', isSaved: false, mediaUrl: 'jim-media://file/1' } as const
    useViewerStore().open(message(1, { content: { kind: 'file', url: '', name: 'plan.pdf', size: 8 }, file }))
    await vi.dynamicImportSettled()
    await flushPromises()
    return reader.begun[0] as Reading
  }

  it('are those of its pages and of the zoom once it is open', async () => {
    const reading = await open()
    expect(named()).toBe('Esc close')
    await reading.open(3)
    expect(named()).toBe('← → pages+ − zoomEsc close')
  })

  it('turn no page where there is one', async () => {
    const reading = await open()
    await reading.open(1)
    expect(named()).toBe('+ − zoomEsc close')
  })

  it.each<[string, (reading: Reading) => Promise<void>]>([
    ['locked', async (reading) => void (await ask(reading, 1))],
    ['damaged', (reading) => reading.fail()],
  ])('are none but the last where it is %s', async (_, happen) => {
    await happen(await open())
    expect(named()).toBe('Esc close')
  })
})

describe('a page', () => {
  type Sheet = { readonly render?: () => { readonly promise: Promise<void>; cancel(): void }; readonly annotations?: readonly object[] }

  async function show({ render, annotations = [] }: Sheet) {
    const viewport = { width: 600, height: 800, convertToViewportRectangle: (rect: number[]) => rect }
    const sheet = {
      getViewport: ({ scale }: { scale: number }) => ({ ...viewport, width: 600 * scale, height: 800 * scale }),
      render: render ?? (() => ({ promise: Promise.resolve(), cancel: () => undefined })),
      getAnnotations: () => Promise.resolve(annotations),
      cleanup: () => undefined,
    }
    const pdf = { getPage: () => Promise.resolve(sheet) } as unknown as PDFDocumentProxy
    const mounted = mountWithJim(ViewerPdfPage, { pdf, page: 3, usual: USUAL_PAGE, scale: 1 })
    await flushPromises()
    return mounted
  }

  it('has its links where it says, to pages of the web alone, and opens them by the way of the app', async () => {
    const link = (url: string | undefined, rect = [60, 80, 120, 160]) => ({ subtype: 'Link', url, rect })
    const { wrapper, jim } = await show({
      annotations: [
        link('https://a.example/b'),
        link('file:///etc/passwd'),
        link('javascript:alert(1)'),
        link(undefined),
        { ...link('https://a.example/c'), subtype: 'Widget' },
        link('https://a.example/d', [1, 2]),
      ],
    })
    const links = wrapper.findAll('button')
    expect(links).toHaveLength(1)
    expect(links[0]!.attributes('style')).toMatch(/inset-block-start: 10%.*block-size: 10%/)
    await links[0]!.trigger('click')
    await flushPromises()
    expect(jim.calls.at(-1)).toMatchObject({ channel: 'app:open-link', argument: 'https://a.example/b' })
  })

  it('has no more links than anybody clicks', async () => {
    const annotations = Array.from({ length: 5000 }, (_, n) => ({ subtype: 'Link', url: `https://a.example/${n}`, rect: [0, 0, 1, 1] }))
    expect((await show({ annotations })).wrapper.findAll('button')).toHaveLength(100)
  })

  it('that cannot be drawn says so', async () => {
    const { wrapper } = await show({ render: () => ({ promise: Promise.reject(new Error('broken')), cancel: () => undefined }) })
    expect(wrapper.get('[data-testid=pdf-page]').attributes('data-state')).toBe('failed')
    expect(wrapper.text()).toContain('cannot be shown')
  })

  it('that takes too long is stopped, and says so', async () => {
    let stopped = 0
    const endless = { promise: new Promise<void>(() => undefined), cancel: () => stopped++ }
    const { wrapper } = await show({ render: () => endless })
    await vi.advanceTimersByTimeAsync(19_999)
    expect([stopped, wrapper.get('[data-testid=pdf-page]').attributes('data-state')]).toEqual([0, 'drawing'])
    await vi.advanceTimersByTimeAsync(1)
    expect([stopped, wrapper.get('[data-testid=pdf-page]').attributes('data-state')]).toEqual([1, 'failed'])
  })

  it('that was drawn in time is left as it is afterwards', async () => {
    let stopped = 0
    const { wrapper } = await show({ render: () => ({ promise: Promise.resolve(), cancel: () => stopped++ }) })
    await vi.advanceTimersByTimeAsync(60_000)
    expect([stopped, wrapper.get('[data-testid=pdf-page]').attributes('data-state')]).toEqual([0, 'drawn'])
  })

  it('gives its pixels back at once when it goes', async () => {
    const { wrapper } = await show({})
    const canvas = wrapper.get('canvas').element
    expect(canvas.width).toBeGreaterThan(0)
    wrapper.unmount()
    expect([canvas.width, canvas.height]).toEqual([0, 0])
  })
})
