import { describe, expect, it } from 'vitest'
import { autostartEntry } from '../../src/main/lib/autostart-entry'

const exec = (...command: string[]): string | undefined =>
  autostartEntry('Jim', command)
    .split('\n')
    .find((line) => line.startsWith('Exec='))

describe('autostartEntry', () => {
  it('names a program and its arguments', () => {
    expect(autostartEntry('Jim Desktop', ['/opt/Jim Desktop/jim', '--hidden'])).toBe(
      '[Desktop Entry]\nType=Application\nName=Jim Desktop\nExec="/opt/Jim Desktop/jim" "--hidden"\nTerminal=false\nX-GNOME-Autostart-enabled=true\n',
    )
  })

  it('keeps a path one argument, whatever is in it', () => {
    expect(exec('/a"b')).toBe('Exec="/a\\\\"b"')
    expect(exec('/a$HOME`id`')).toBe('Exec="/a\\\\$HOME\\\\`id\\\\`"')
    expect(exec('/a\\b')).toBe('Exec="/a\\\\\\\\b"')
    expect(exec('/100%')).toBe('Exec="/100%%"')
  })

  it('refuses a line break, which would begin another key', () => {
    expect(() => autostartEntry('Jim', ['/a\nExec=/b'])).toThrow(TypeError)
  })
})
