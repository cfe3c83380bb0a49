import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IpcChannel } from '../../src/shared/ipc'
import { Desktop } from './desktop'

let desktop: Desktop
beforeAll(async () => {
  desktop = await Desktop.launch()
})
afterAll(() => desktop.close())

describe('the window', () => {
  it('runs sandboxed, isolated and without Node', async () => {
    const preferences = await desktop.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      const { sandbox, contextIsolation, nodeIntegration, webviewTag } = contents.getLastWebPreferences()
      return { sandbox, contextIsolation, nodeIntegration, webviewTag }
    })
    expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false })
    expect(preferences.webviewTag ?? false).toBe(false)
    expect(await desktop.page.evaluate(() => [typeof require, typeof process, typeof module])).toEqual(['undefined', 'undefined', 'undefined'])
    expect(await desktop.page.evaluate(() => Object.keys(window.jim))).toEqual(['call', 'on'])
  })

  it('is served from app: under a policy that starts at none', async () => {
    expect(desktop.page.url()).toBe('app://jim/index.html')
    const policy = await desktop.page.evaluate(async () => (await fetch('/index.html')).headers.get('content-security-policy'))
    expect(policy).toMatch(/^default-src 'none';/)
    expect(policy).not.toContain('unsafe-eval')
    expect(await desktop.page.evaluate(() => fetch('https://example.com/').then(() => 'sent', () => 'blocked'))).toBe('blocked')
    await desktop.page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'document.title = "ran"'
      document.head.append(script)
    })
    expect(await desktop.page.title()).not.toBe('ran')
  })

  it('serves nothing outside its folder', async () => {
    const status = (path: string): Promise<number> => desktop.page.evaluate(async (target) => (await fetch(target)).status, path)
    expect(await status('/index.html')).toBe(200)
    expect(await status('/..%2f..%2fpackage.json')).toBe(404)
    expect(await status('/../main/index.js')).toBe(404)
  })

  it('neither navigates nor opens windows', async () => {
    await desktop.page.evaluate(() => {
      window.open('https://example.com/')
      location.href = 'https://example.com/'
    })
    await expect.poll(() => desktop.page.url()).toBe('app://jim/index.html')
    expect(desktop.app.windows()).toHaveLength(1)
  })

  it('has no permissions', async () => {
    const states = await desktop.page.evaluate(async () =>
      Promise.all(['geolocation', 'notifications', 'camera', 'microphone'].map(async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state)),
    )
    expect(states).toEqual(['denied', 'denied', 'denied', 'denied'])
  })

  it('answers unknown calls, bad arguments and links that may not be opened with an error', async () => {
    const call = (channel: string, argument: unknown): Promise<unknown> =>
      desktop.call(channel as IpcChannel, argument as never)
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
