/** Something that was decoded; `width`, `height` as shown, in px, of which the image may have fewer. Whoever opened it closes it. */
export type Source = {
  readonly image: CanvasImageSource
  readonly width: number
  readonly height: number
  /** Of a film whose length is told. */
  readonly seconds?: number
  readonly close: () => void
}

/** By what a picture of these edges, in px, is going to be drawn. */
export type NeededScale = (edges: Pick<Source, 'width' | 'height'>) => number

/** @throws Error when the file cannot be read any more */
export async function bytesOf(url: string): Promise<Blob> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`not read: ${response.status}`)
  return response.blob()
}
