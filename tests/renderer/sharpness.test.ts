// @vitest-environment happy-dom
import { effectScope, ref } from 'vue'
import { expect, it, onTestFinished } from 'vitest'
import { useSharpness } from '../../src/renderer/src/composables/use-sharpness'
import type { Edges } from '../../src/renderer/src/model/zoom-pan'

const HASH = 'a'.repeat(64)
const [FILE, VIEW, LARGE] = [`jim-media://file/${HASH}`, `jim-media://view/${HASH}`, `jim-media://large/${HASH}`]
/** As telephones take them; a screen has 64 of 100 px. */
const CAMERA = { width: 4000, height: 3000 }

function bench(options: { address?: string; told?: Edges | undefined; mayMove?: boolean; scale?: number | undefined } = {}) {
  const scope = effectScope()
  onTestFinished(() => scope.stop())
  const scale = ref('scale' in options ? options.scale : 0.2)
  const told = 'told' in options ? options.told : CAMERA
  const sharpness = scope.run(() =>
    useSharpness({
      address: () => options.address ?? FILE,
      told: () => told,
      mayMove: () => options.mayMove === true,
      scale: () => scale.value,
    }),
  )!
  return { ...sharpness, scale, lies: () => [sharpness.main.value, sharpness.sharp.value] }
}

it('has the px of a screen, all of them over it while it is drawn larger, and gives those back', () => {
  const { scale, lies, isAsked, edgesOf } = bench()
  expect(lies()).toEqual([VIEW, undefined])
  expect(edgesOf({ width: 2560, height: 1920 })).toEqual(CAMERA)
  scale.value = 0.64
  expect(lies()).toEqual([VIEW, undefined])
  scale.value = 0.65
  expect(lies()).toEqual([VIEW, LARGE])
  scale.value = 0.2
  expect(lies()).toEqual([VIEW, undefined])
  isAsked.value = true
  expect(lies()).toEqual([VIEW, LARGE])
})

it('waits until it is known how large it is drawn, and is all of it at once on a screen that needs it', async () => {
  const { scale, lies } = bench({ scale: undefined })
  expect(lies()).toEqual([undefined, undefined])
  scale.value = 0.9
  await Promise.resolve()
  expect(lies()).toEqual([LARGE, undefined])
  scale.value = 0.2
  expect(lies()).toEqual([LARGE, undefined])
})

it.each([
  ['of which nobody told the edges', { told: undefined }],
  ['that may move', { mayMove: true }],
  ['that a screen has whole', { told: { width: 2400, height: 1500 } }],
] as const)('a picture %s is all of it', (_, options) => {
  const { lies, edgesOf } = bench(options)
  expect(lies()).toEqual([LARGE, undefined])
  expect(edgesOf({ width: 30, height: 20 })).toEqual({ width: 30, height: 20 })
})

it('one of mine is what it is', () => {
  expect(bench({ address: 'jim-media://sent/7', scale: 3 }).lies()).toEqual(['jim-media://sent/7', undefined])
})

it('a picture whose message tells other edges is all of it, as large as it is', () => {
  const { lies, edgesOf } = bench()
  expect(edgesOf({ width: 1920, height: 2560 })).toEqual({ width: 1920, height: 2560 })
  expect(lies()).toEqual([LARGE, undefined])
})
