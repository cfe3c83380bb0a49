// Runs another app, named by its main file in JIM_MEASURED_APP, and tells on stdout when its window came: one line of JSON
// a moment, `{"jimMoment": name, "at": epoch ms}` (bench/measured-app.ts). What is asked of its page on stdin, a line of JSON
// each, is done and answered (bench/unwatched-page.ts).
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { app, BrowserWindow } from 'electron'

const MAIN = process.env['JIM_MEASURED_APP'] ?? ''
/** What is waited for: the first of these that is painted and that a click would reach. */
const SELECTOR = process.env['JIM_MEASURED_SELECTOR'] ?? '[role=option]'

/**
 * @param {string} name
 * @param {number} [at] epoch ms
 */
function tell(name, at = performance.timeOrigin + performance.now()) {
  process.stdout.write(`${JSON.stringify({ jimMoment: name, at })}\n`)
}

/** Runs in the page: it ends once the thing is there, laid out, on top, and the frame that shows it was handed over. */
const WATCH = `new Promise((resolve) => {
  const isClickable = () => {
    const element = document.querySelector(${JSON.stringify(SELECTOR)})
    if (element === null) return false
    const { x, y, width, height } = element.getBoundingClientRect()
    return width > 0 && height > 0 && element.contains(document.elementFromPoint(x + width / 2, y + height / 2))
  }
  const look = () => {
    if (!isClickable()) return requestAnimationFrame(look)
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => resolve(performance.timeOrigin + performance.now())
    requestAnimationFrame(() => port2.postMessage(0))
  }
  look()
})`

/** The page's own note of the first frame with a text or a picture in it. */
const PAINTED = `new Promise((resolve) =>
  new PerformanceObserver((list) => {
    const [paint] = list.getEntriesByName('first-contentful-paint')
    if (paint !== undefined) resolve(performance.timeOrigin + paint.startTime)
  }).observe({ type: 'paint', buffered: true }))`

tell('script')
void app.whenReady().then(() => tell('ready'))
app.on('browser-window-created', (_, window) => {
  tell('window')
  if (window.isVisible()) tell('shown')
  else window.once('show', () => tell('shown'))
  window.webContents.once('did-navigate', () => {
    tell('page')
    const { mainFrame } = window.webContents
    for (const [name, code] of /** @type {const} */ ([
      ['painted', PAINTED],
      ['clickable', WATCH],
    ])) {
      mainFrame.executeJavaScript(code).then(
        (at) => tell(name, Number(at)),
        () => undefined,
      )
    }
  })
})
await import(pathToFileURL(MAIN).href)
tell('imported')

/** @param {{ readonly code?: string, readonly key?: string }} asked */
async function answered({ code, key }) {
  const [window] = BrowserWindow.getAllWindows()
  if (window === undefined) throw new Error('there is no window')
  const { webContents } = window
  if (code !== undefined) return /** @type {unknown} */ (await webContents.executeJavaScript(code))
  if (key !== undefined) for (const type of /** @type {const} */ (['keyDown', 'keyUp'])) webContents.sendInputEvent({ type, keyCode: key })
  return undefined
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const { jimAsked, ...asked } = JSON.parse(line)
  answered(asked).then(
    (value) => process.stdout.write(`${JSON.stringify({ jimAsked, value })}\n`),
    (/** @type {unknown} */ error) => process.stdout.write(`${JSON.stringify({ jimAsked, problem: String(error) })}\n`),
  )
})
