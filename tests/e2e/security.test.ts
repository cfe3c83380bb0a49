import { createSocket } from 'node:dgram'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IpcChannel } from '../../src/shared/ipc'
import { type Answer, ask } from './ask'
import { Desktop } from './desktop'

let desktop: Desktop
beforeAll(async () => {
  desktop = await Desktop.launch()
})
afterAll(() => desktop.close())

/** Whatever the page asked for so far has reached main: calls travel in order. */
async function heardByMain(): Promise<void> {
  expect(await desktop.call('settings:get')).toMatchObject({ ok: true })
}

/** What main answers for an address of ours; the page itself may ask for nothing. */
const served = (url: string, headers?: Readonly<Record<string, string>>): Promise<Answer> => ask(desktop, url, headers)

/** As a script of the page's own would run, past the policy that forbids `eval`. */
async function runInPage(script: string): Promise<void> {
  await desktop.app.evaluate(({ webContents }, text) => webContents.getAllWebContents()[0]!.executeJavaScript(`${text}; 0`), script)
}

describe('the window', () => {
  it('runs sandboxed, isolated and without Node', async () => {
    const preferences = await desktop.inWindow(({ webContents }) => {
      const contents = webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      const { sandbox, contextIsolation, nodeIntegration, webviewTag } = contents.getLastWebPreferences()
      return { sandbox, contextIsolation, nodeIntegration, webviewTag }
    })
    expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false })
    expect(preferences.webviewTag ?? false).toBe(false)
    expect(await desktop.page.evaluate(() => [typeof require, typeof process, typeof module])).toEqual([
      'undefined',
      'undefined',
      'undefined',
    ])
    expect(await desktop.page.evaluate(() => Object.keys(window.jim))).toEqual(['call', 'on', 'filesFrom'])
  })

  it('keeps every guard of Chromium’s that can be switched off, and no feature that is still tried out', async () => {
    const held = await desktop.app.evaluate(({ app, BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      const {
        webSecurity,
        allowRunningInsecureContent,
        experimentalFeatures,
        enableBlinkFeatures,
        nodeIntegrationInWorker,
        nodeIntegrationInSubFrames,
      } = contents.getLastWebPreferences()
      const switches = [
        'disable-web-security',
        'allow-running-insecure-content',
        'enable-experimental-web-platform-features',
        'enable-blink-features',
        'disable-site-isolation-trials',
      ]
      return {
        webSecurity: webSecurity ?? true,
        rest: [allowRunningInsecureContent, experimentalFeatures, nodeIntegrationInWorker, nodeIntegrationInSubFrames].map(
          (value) => value ?? false,
        ),
        enableBlinkFeatures: enableBlinkFeatures ?? '',
        switches: switches.filter((name) => app.commandLine.hasSwitch(name)),
      }
    })
    expect(held).toEqual({ webSecurity: true, rest: [false, false, false, false], enableBlinkFeatures: '', switches: [] })
  })

  it('makes no webview, whatever it would be made with', async () => {
    const tag = await desktop.page.evaluate(() => {
      const element = document.createElement('webview')
      element.setAttribute('src', 'https://example.com/')
      element.setAttribute('allowpopups', '')
      document.body.append(element)
      const made = [element.constructor.name, 'getWebContentsId' in element]
      element.remove()
      return made
    })
    expect(tag).toEqual(['HTMLElement', false])
    const isRefused = await desktop.app.evaluate(({ webContents }) => {
      let refused = false
      const event = { preventDefault: () => (refused = true) }
      webContents.getAllWebContents()[0]!.emit('will-attach-webview', event, { nodeIntegration: true }, { src: 'https://example.com/' })
      return refused
    })
    expect(isRefused).toBe(true)
    await heardByMain()
    expect(await desktop.app.evaluate(({ webContents }) => webContents.getAllWebContents().map((contents) => contents.getType()))).toEqual([
      'window',
    ])
  })

  it('gives a frame within no door to main', async () => {
    const door = await desktop.page.evaluate(() => {
      const frame = document.body.appendChild(document.createElement('iframe'))
      const type = typeof (frame.contentWindow as unknown as { jim?: unknown }).jim
      frame.remove()
      return type
    })
    expect(door).toBe('undefined')
  })

  it('is served from app: under a policy that starts at none', async () => {
    expect(desktop.page.url()).toBe('app://jim/index.html')
    const policy = (await served('app://jim/index.html')).headers['content-security-policy']
    expect(policy).toMatch(/^default-src 'none';/)
    expect(policy).not.toContain('unsafe-eval')
    expect(policy).toContain("connect-src 'none'")
    const blocked = await desktop.page.evaluate(async () => {
      const asked = ['https://example.com/', '/index.html', `jim-media://file/${'0'.repeat(64)}`]
      return Promise.all(
        asked.map((url) =>
          fetch(url).then(
            () => 'sent',
            () => 'blocked',
          ),
        ),
      )
    })
    expect(blocked).toEqual(['blocked', 'blocked', 'blocked'])
    await desktop.page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'document.title = "ran"'
      document.head.append(script)
    })
    expect(await desktop.page.title()).not.toBe('ran')
  })

  it('serves nothing outside its folder', async () => {
    const status = async (path: string): Promise<number> => (await served(`app://jim${path}`)).status
    expect(await status('/index.html')).toBe(200)
    expect(await status('/..%2f..%2fpackage.json')).toBe(404)
    expect(await status('/../main/index.cjs')).toBe(404)
  })

  it('opens no windows', async () => {
    expect(await desktop.page.evaluate(() => window.open('https://example.com/') === null && window.open('about:blank') === null)).toBe(
      true,
    )
    await heardByMain()
    expect(desktop.shownPages).toBe(1)
  })

  it.each([
    "location.href = 'https://example.com/'",
    "location = 'about:blank'",
    "location = 'about:srcdoc'",
    "location = 'data:text/html,x'",
    "location = 'file:///etc/hostname'",
    "location = 'app://jim/assets/'",
    "location = 'app://other/index.html'",
    "open('about:blank', '_self')",
  ])('stays, and keeps what is in it: %s', async (script) => {
    const began = await desktop.app.evaluateHandle(({ webContents }) => {
      const seen: string[] = []
      for (const contents of webContents.getAllWebContents()) contents.on('did-navigate', (_, url) => seen.push(url))
      return seen
    })
    await desktop.page.evaluate(() => (document.body.dataset['kept'] = 'yes'))
    await runInPage(script)
    await heardByMain()
    expect(await began.jsonValue()).toEqual([])
    expect(desktop.page.url()).toBe('app://jim/index.html')
    expect(await desktop.page.evaluate(() => document.body.dataset['kept'])).toBe('yes')
  })

  it('downloads nothing', async () => {
    const isRefused = desktop.app.evaluate(
      ({ session }) =>
        new Promise((done) => session.defaultSession.once('will-download', (event) => setImmediate(() => done(event.defaultPrevented)))),
    )
    await desktop.page.evaluate(() => {
      const link = document.createElement('a')
      link.download = 'page.html'
      link.href = '/index.html'
      link.click()
    })
    expect(await isRefused).toBe(true)
  })

  it('asks nobody for its addresses by WebRTC, not even from a frame', async () => {
    expect(await desktop.page.evaluate(() => [typeof window.RTCPeerConnection, 'webkitRTCPeerConnection' in window])).toEqual([
      'undefined',
      false,
    ])
    const heard: string[] = []
    const stun = createSocket('udp4').on('message', () => heard.push('udp'))
    await new Promise<void>((done) => stun.bind(0, '127.0.0.1', done))
    const { port } = stun.address()
    await desktop.page.evaluate(async (url) => {
      const frame = document.body.appendChild(document.createElement('iframe'))
      const Connection = (frame.contentWindow as unknown as { RTCPeerConnection: typeof RTCPeerConnection }).RTCPeerConnection
      const connection = new Connection({ iceServers: [{ urls: url }] })
      const isComplete = new Promise<void>((done) =>
        connection.addEventListener('icegatheringstatechange', () => connection.iceGatheringState === 'complete' && done()),
      )
      connection.createDataChannel('x')
      await connection.setLocalDescription(await connection.createOffer())
      await isComplete
      connection.close()
      frame.remove()
    }, `stun:127.0.0.1:${port}`)
    stun.close()
    expect(heard).toEqual([])
  })

  it('asks the network for nothing, whatever a picture, a frame or a script names', async () => {
    const heard: string[] = []
    const anybody = createServer((socket) => {
      heard.push('tcp')
      socket.destroy()
    })
    await new Promise<void>((done) => anybody.listen(0, '127.0.0.1', done))
    const host = `127.0.0.1:${(anybody.address() as AddressInfo).port}`
    const policy = (await served('app://jim/index.html')).headers['content-security-policy']
    expect(policy).not.toMatch(/https?:|wss?:|\*/)
    await desktop.page.evaluate(async (place) => {
      const ended = (element: HTMLElement): Promise<unknown> =>
        Promise.race(['load', 'error'].map((event) => new Promise((done) => element.addEventListener(event, done))))
      const all = [`https://${place}/p.png`, `http://${place}/p.png`].flatMap((src) => {
        const [image, video, script] = [new Image(), document.createElement('video'), document.createElement('script')]
        document.body.append(image, video, script)
        const waiting = [ended(image), ended(video), ended(script), fetch(src).catch(() => undefined)]
        image.src = video.src = script.src = src
        return waiting
      })
      await Promise.all(all)
      // By TCP, from a frame that has what the page's own world lacks.
      const frame = document.body.appendChild(document.createElement('iframe'))
      const Connection = (frame.contentWindow as unknown as { RTCPeerConnection: typeof RTCPeerConnection }).RTCPeerConnection
      const connection = new Connection({
        iceTransportPolicy: 'relay',
        iceServers: [{ urls: `turn:${place}?transport=tcp`, username: 'a', credential: 'b' }],
      })
      const isComplete = new Promise<void>((done) =>
        connection.addEventListener('icegatheringstatechange', () => connection.iceGatheringState === 'complete' && done()),
      )
      connection.createDataChannel('x')
      await connection.setLocalDescription(await connection.createOffer())
      await isComplete
      connection.close()
      frame.remove()
    }, host)
    // Past the page's policy: main has one of its own for everything of Chromium's.
    expect(await ask(desktop, `http://${host}/`)).toMatchObject({ status: 0 })
    anybody.close()
    expect(heard).toEqual([])
  })

  it('goes by the proxy that is set, without one nowhere', async () => {
    const way = (): Promise<string> => desktop.app.evaluate(({ session }) => session.defaultSession.resolveProxy('https://example.com/'))
    expect(await way()).toBe('PROXY 127.0.0.1:9')
    expect(await desktop.call('network:set-proxy', { kind: 'socks5', host: 'proxy.example', port: 1080, user: '' })).toMatchObject({
      ok: true,
    })
    expect(await way()).toBe('SOCKS5 proxy.example:1080')
    expect(await desktop.call('network:set-proxy', { kind: 'none', host: '', port: 0, user: '' })).toMatchObject({ ok: true })
    expect(await way()).toBe('PROXY 127.0.0.1:9')
  })

  it('keeps what the page stores, and no cookie or answer of others', async () => {
    expect(
      await desktop.page.evaluate(() => {
        document.cookie = 'seen=1; max-age=3600'
        localStorage.setItem('security.test', 'kept')
        return [document.cookie, localStorage.getItem('security.test')]
      }),
    ).toEqual(['', 'kept'])
    const held = await desktop.app.evaluate(async ({ app, session }) => ({
      cookies: await session.defaultSession.cookies.get({}),
      cacheBytes: await session.defaultSession.getCacheSize(),
      hasNoCache: app.commandLine.hasSwitch('disable-http-cache'),
    }))
    expect(held).toEqual({ cookies: [], cacheBytes: 0, hasNoCache: true })
  })

  it('has no permissions', async () => {
    const states = await desktop.page.evaluate(async () =>
      Promise.all(
        ['geolocation', 'notifications', 'camera', 'microphone'].map(
          async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state,
        ),
      ),
    )
    expect(states).toEqual(['denied', 'denied', 'denied', 'denied'])
  })

  it('answers unknown calls, bad arguments and links that may not be opened with an error', async () => {
    const call = (channel: string, argument: unknown): Promise<unknown> => desktop.call(channel as IpcChannel, argument as never)
    expect(await call('shell:run', 'ls')).toMatchObject({ ok: false, error: { code: 'unknown_channel' } })
    expect(await call('__proto__', undefined)).toMatchObject({ ok: false, error: { code: 'unknown_channel' } })
    expect(await call('app:open-link', { url: 'https://example.com' })).toMatchObject({ ok: false, error: { code: 'invalid_argument' } })
    expect(await call('app:open-link', 'file:///etc/passwd')).toMatchObject({ ok: false, error: { code: 'link_refused' } })
    expect(await call('messages:send', { conversationId: 'c2c:a:b', content: { kind: 'text', text: 'x' } })).toMatchObject({
      ok: false,
      error: { code: 'not_signed_in' },
    })
  })
})

describe('a window that lost its page', () => {
  /** Resolves once our page stands in the window again, with what it shows. */
  function returned(): Promise<string> {
    return desktop.app.evaluate(
      ({ webContents }) =>
        new Promise<string>((done) => {
          const page = webContents.getAllWebContents()[0]!
          const look = (): void => {
            if (!page.getURL().startsWith('app:')) return
            page.off('did-finish-load', look)
            // What is mounted, in the next frame of the page.
            void page
              .executeJavaScript(
                'new Promise((done) => requestAnimationFrame(() => done(document.querySelector("#app").children.length > 0 ? location.href : "empty")))',
              )
              .then(done)
          }
          page.on('did-finish-load', look)
        }),
    )
  }

  it('comes back from an address of which nobody was asked', async () => {
    const page = returned()
    await desktop.app.evaluate(
      ({ webContents }) =>
        void webContents
          .getAllWebContents()[0]!
          .loadURL('about:blank')
          .catch(() => undefined),
    )
    expect(await page).toBe('app://jim/index.html')
  })

  it('comes back when its process is gone', async () => {
    const page = returned()
    await desktop.app.evaluate(({ webContents }) => webContents.getAllWebContents()[0]!.forcefullyCrashRenderer())
    expect(await page).toBe('app://jim/index.html')
  })
})
