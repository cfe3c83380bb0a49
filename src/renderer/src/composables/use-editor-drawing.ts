import { drawEdits } from '@shared/draw-edits'
import type { Edges, PictureEdits } from '@shared/picture-edits'
import { type Ref, shallowRef, watch, watchEffect } from 'vue'

/** Px a side of what is drawn here; the file itself is drawn elsewhere. */
const LARGEST = 2048

type EditorDrawing = {
  /** Address of the picture. */
  readonly src: () => string
  /** Of the picture, px. */
  readonly edges: () => Edges
  readonly edits: () => PictureEdits
  /** CSS px for one of the picture; 0: not known yet. */
  readonly scale: () => number
  /** CSS px of what is seen of it. */
  readonly shown: () => Edges
  /** It cannot be decoded. */
  readonly onBroken: () => void
}

/** Draws a picture as it is edited, whenever something of that changes, with the dots that the screen has. */
export function useEditorDrawing(
  drawing: Readonly<Ref<HTMLCanvasElement | null>>,
  { src, edges, edits, scale, shown, onBroken }: EditorDrawing,
): void {
  const image = shallowRef<ImageBitmap>()

  async function load(from: string): Promise<void> {
    const element = new Image()
    element.src = from
    try {
      await element.decode()
      const by = Math.min(1, LARGEST / Math.max(element.naturalWidth, element.naturalHeight))
      const [resizeWidth, resizeHeight] = [element.naturalWidth, element.naturalHeight].map((side) => Math.max(1, Math.round(side * by)))
      const bitmap = await createImageBitmap(element, { resizeWidth, resizeHeight, resizeQuality: 'high' })
      if (src() === from) image.value = bitmap
      else bitmap.close()
    } catch {
      if (src() === from) onBroken()
    }
  }

  watch(src, (from) => void load(from), { immediate: true })
  watchEffect(
    () => {
      const canvas = drawing.value
      if (canvas === null || image.value === undefined || scale() === 0) return
      const dots = window.devicePixelRatio
      canvas.width = Math.max(1, Math.round(shown().width * dots))
      canvas.height = Math.max(1, Math.round(shown().height * dots))
      const pen = canvas.getContext('2d')
      if (pen === null) return
      drawEdits<CanvasImageSource>({ pen, image: image.value, edges: edges(), edits: edits(), scale: scale() * dots, canvas: canvasOf })
    },
    { flush: 'post' },
  )
}

function canvasOf(width: number, height: number) {
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  const pen = canvas.getContext('2d')
  if (pen === null) throw new Error('no canvas')
  return { image: canvas as CanvasImageSource, pen }
}
