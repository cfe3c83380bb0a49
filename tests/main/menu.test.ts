import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it, vi } from 'vitest'

// The template is a pure function; what shows it is not asked here.
vi.mock('electron', () => ({ app: {}, Menu: {} }))
const { applicationMenu } = await import('../../src/main/app/desktop/menu')
const { textsFor } = await import('../../src/main/app/texts')

type Item = MenuItemConstructorOptions

const open = vi.fn()
const menuOf = (platform: NodeJS.Platform, language: 'en' | 'zh-CN' = 'en', isPackaged = true): readonly Item[] =>
  applicationMenu({ platform, texts: textsFor(language, ''), isPackaged, openSettings: open }) ?? []
const itemsOf = (menu: readonly Item[]): readonly Item[] => menu.flatMap(({ submenu }) => submenu as Item[])
/** One of Electron's own, by what it does. */
const withRole = (menu: readonly Item[], role: string): Item | undefined => itemsOf(menu).find((item) => item.role === role)
const settingsOf = (menu: readonly Item[]): Item | undefined => itemsOf(menu).find(({ accelerator }) => accelerator === 'Cmd+,')

describe('on macOS', () => {
  it.each([
    ['en', ['Jim Desktop', 'File', 'Edit', 'Window'], 'Close Window'],
    ['zh-CN', ['Jim Desktop', '文件', '编辑', '窗口'], '关闭窗口'],
  ] as const)('the menu has its titles, and Cmd+W its item, in %s', (language, titles, close) => {
    const menu = menuOf('darwin', language)
    expect(menu.map(({ label }) => label)).toEqual(titles)
    // Its key comes with the role.
    expect(withRole(menu, 'close')?.label).toBe(close)
  })

  it('every item has words of ours: those of the roles are English', () => {
    const words = new Map((['en', 'zh-CN'] as const).map((language) => [language, itemsOf(menuOf('darwin', language))]))
    for (const [language, items] of words) {
      const isOfLanguage = language === 'en' ? /^[\x20-\x7e…]+$/ : /\p{Script=Han}/u
      const others = items.filter(({ type, label }) => type !== 'separator' && !isOfLanguage.test(label ?? ''))
      expect(others).toEqual([])
    }
    expect(words.get('en')?.length).toBe(words.get('zh-CN')?.length)
  })

  it('has what the keys of every program hang on', () => {
    const roles = itemsOf(menuOf('darwin')).flatMap(({ role }) => role ?? [])
    expect(roles).toEqual([
      ...['about', 'services', 'hide', 'hideOthers', 'unhide', 'quit', 'close'],
      ...['undo', 'redo', 'cut', 'copy', 'paste', 'pasteAndMatchStyle', 'delete', 'selectAll'],
      ...['minimize', 'zoom', 'front'],
    ])
    expect(menuOf('darwin').at(-1)?.role).toBe('window')
  })

  it('opens the settings', () => {
    const settings = settingsOf(menuOf('darwin', 'zh-CN'))
    expect(settings?.label).toBe('设置…')
    ;(settings?.click as () => void)()
    expect(open).toHaveBeenCalledTimes(1)
  })

  it('has settings that cannot be opened while nobody is signed in', () => {
    const menu = applicationMenu({ platform: 'darwin', texts: textsFor('en', ''), isPackaged: true }) ?? []
    expect(settingsOf(menu)).toMatchObject({ label: 'Settings…', enabled: false })
  })
})

it.each(['win32', 'linux'] as const)('there is none on %s but a developer’s', (platform) => {
  expect(applicationMenu({ platform, texts: textsFor('en', ''), isPackaged: true, openSettings: open })).toBeUndefined()
  expect(menuOf(platform, 'en', false)).toEqual([{ role: 'viewMenu' }])
})

it('a checkout on macOS has the developer’s items too', () => {
  expect(menuOf('darwin', 'en', false).map(({ label, role }) => label ?? role)).toEqual([
    'Jim Desktop',
    'File',
    'Edit',
    'viewMenu',
    'Window',
  ])
})
