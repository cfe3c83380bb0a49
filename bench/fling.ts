import type { Desktop } from '../tests/e2e/desktop'

/** px that a frame of the fling moves: 4,800 a second. */
const STEP = 80
/** The picture at which the fling ends is not reached in this time: ms. */
const LIMIT_MS = 120_000
/** px that a column may be without a picture beyond what lies between two at rest: the floating date; a picture has 240. */
const TOLERANCE = 80

/** A frame as it came to the screen: when, in ms, and the longest part of the column of pictures that shows none, in px. */
type Frame = { readonly at: number; readonly bare: number }
type Box = { readonly x: number; readonly top: number; readonly bottom: number }
type Frames = { benchFrames?: Frame[] }

/**
 * Scrolls the open conversation up until a picture is in view, and looks at every frame that is shown meanwhile: the pictures
 * are all much bluer than red, and nothing else in their column is. Resolves to the milliseconds for which a part of the
 * column was without its picture, each time anew.
 * @param last its name; above it are others, so that the view is full of pictures to the end
 */
export async function blanksOfFling(
  desktop: Desktop,
  last: string,
): Promise<{ readonly blanks: readonly number[]; readonly frames: number }> {
  const box = await columnOf(desktop)
  const atRest = await framesOf(desktop, box, () => redraw(desktop))
  const between = Math.max(...atRest.map(({ bare }) => bare))
  if (!Number.isFinite(between) || between > (box.bottom - box.top) / 2) throw new Error(`the pictures do not show: ${between}`)
  const frames = await framesOf(desktop, box, async () => {
    await flingUp(desktop, last)
    await redraw(desktop)
  })
  const blanks: number[] = []
  let since: number | undefined
  for (const { at, bare } of frames) {
    if (bare > between + TOLERANCE) since ??= at
    else if (since !== undefined) {
      blanks.push(at - since)
      since = undefined
    }
  }
  if (since !== undefined) throw new Error('a picture did not come')
  return { blanks, frames: frames.length }
}

/** Where the pictures of others stand: the middle of the newest, and the view of the timeline. */
async function columnOf({ timeline }: Desktop): Promise<Box> {
  const picture = await timeline.locator('article img').last().boundingBox()
  const view = await timeline.boundingBox()
  if (picture === null || view === null) throw new Error('no picture is shown')
  return { x: Math.round(picture.x + picture.width / 2), top: Math.ceil(view.y), bottom: Math.floor(view.y + view.height) }
}

/** What comes to the screen while `run` does. */
async function framesOf({ app }: Desktop, box: Box, run: () => Promise<void>): Promise<readonly Frame[]> {
  await app.evaluate(({ BrowserWindow }, { x, top, bottom }) => {
    const frames: Frame[] = []
    ;(globalThis as Frames).benchFrames = frames
    const contents = BrowserWindow.getAllWindows()[0]!.webContents
    contents.beginFrameSubscription(false, (image) => {
      const at = performance.now()
      const pixels = image.toBitmap()
      const { width } = image.getSize()
      let [bare, longest] = [0, 0]
      for (let y = top; y < bottom; y++) {
        const pixel = (y * width + x) * 4
        // Blue, green, red.
        bare = pixels[pixel]! - pixels[pixel + 2]! > 40 ? 0 : bare + 1
        longest = Math.max(longest, bare)
      }
      frames.push({ at, bare: longest })
    })
  }, box)
  await run()
  return app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]!.webContents.endFrameSubscription()
    return (globalThis as Frames).benchFrames ?? []
  })
}

/** Some frames of what is there already. */
async function redraw({ page }: Desktop): Promise<void> {
  await page.evaluate(async () => {
    const mark = document.createElement('div')
    mark.style.cssText = 'position: fixed; inset-inline-end: 0; inset-block-end: 0; inline-size: 1px; block-size: 1px'
    document.body.append(mark)
    for (let i = 0; i < 30; i++) {
      mark.style.background = i % 2 === 0 ? 'Canvas' : 'CanvasText'
      await new Promise(requestAnimationFrame)
    }
    mark.remove()
  })
}

async function flingUp({ page }: Desktop, last: string): Promise<void> {
  await page.evaluate(
    async ({ step, limitMs, last }) => {
      const log = document.querySelector<HTMLElement>('[role=log]')
      if (log === null) throw new Error('no conversation is open')
      const began = performance.now()
      const isInView = (): boolean => {
        const picture = log.querySelector(`article [aria-label*="${last}"]`)
        return picture !== null && picture.getBoundingClientRect().top >= log.getBoundingClientRect().top
      }
      while (!isInView()) {
        if (performance.now() - began > limitMs) throw new Error('the last picture was not reached')
        log.scrollTop -= step
        await new Promise(requestAnimationFrame)
      }
    },
    { step: STEP, limitMs: LIMIT_MS, last },
  )
}
