import { describe, expect, it } from 'vitest'
import { pathsIn } from '../../src/main/app/window/given-paths'

const INSTALLED = { cwd: '/home/alice', isDefaultApp: false }
const EXE = '/usr/bin/jim-desktop'

describe('files among the arguments', () => {
  it.each([
    ['a path', ['/srv/plan.pdf'], ['/srv/plan.pdf']],
    ['several', ['/srv/a.png', '/srv/b c.png'], ['/srv/a.png', '/srv/b c.png']],
    ['a name of the folder that it was started in', ['plan.pdf', '../bob/x'], ['/home/alice/plan.pdf', '/home/bob/x']],
    ['an address of a file, as desktops write it', ['file:///srv/%E8%AE%A1%E5%88%92%20a.pdf'], ['/srv/计划 a.pdf']],
    ['one on localhost', ['file://localhost/srv/a'], process.platform === 'linux' ? ['/srv/a'] : expect.anything()],
    ['one behind switches, which Chromium puts first', ['--lang=en', '--no-first-run', '/srv/a'], ['/srv/a']],
    ['a name with a colon after one letter', ['a:b.txt'], ['/home/alice/a:b.txt']],
  ])('are found: %s', (_, args, paths) => {
    expect(pathsIn([EXE, ...args], INSTALLED)).toEqual(paths)
  })

  it.each([
    ['nothing', []],
    ['switches', ['--hidden', '-v']],
    ['an empty word', ['']],
    ['an address of the web', ['https://example.com/a.pdf']],
    ['a file of another computer', ['file://nas/share/a.pdf']],
    ['an address that is none', ['file:///%E0%A4%A']],
    ['a slash in disguise', ['file:///srv/a%2Fb']],
  ])('are none: %s', (_, args) => {
    expect(pathsIn([EXE, ...args], INSTALLED)).toEqual([])
  })

  it('are none beside a link, which a web page wrote', () => {
    expect(pathsIn([EXE, 'jim://user/alice', '/etc/passwd'], INSTALLED)).toEqual([])
  })

  it('do not begin with the checkout that the program runs from', () => {
    const started = { ...INSTALLED, isDefaultApp: true }
    expect(pathsIn(['/opt/electron', '--no-sandbox', '/src/jim', '/srv/a'], started)).toEqual(['/srv/a'])
    expect(pathsIn(['/opt/electron', '.'], started)).toEqual([])
  })

  it('are no more than are counted', () => {
    const many = Array.from({ length: 500 }, (_, index) => `/srv/${index}`)
    expect(pathsIn([EXE, ...many], INSTALLED)).toEqual(many.slice(0, 200))
  })
})
