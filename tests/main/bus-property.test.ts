import { expect, it } from 'vitest'
import { type BusFlag, readBusFlag, runFor } from '../../src/main/app/desktop/bus-property'

const FLAG: Omit<BusFlag, 'bus'> = { service: 'org.example.Locks', path: '/one', interface: 'org.example.Lock', name: 'IsLocked' }

async function asked(flag: BusFlag): Promise<readonly string[]> {
  const lines: string[] = []
  const found = await readBusFlag(flag, (file, args) => {
    lines.push([file, ...args].join(' '))
    return Promise.reject(new Error('not found'))
  })
  expect(found).toBeUndefined()
  return lines
}

it('asks the session in the words of three programs', async () => {
  expect(await asked({ ...FLAG, bus: 'session' })).toEqual([
    'gdbus call --session --dest org.example.Locks --object-path /one --method org.freedesktop.DBus.Properties.Get org.example.Lock IsLocked',
    'busctl --user get-property org.example.Locks /one org.example.Lock IsLocked',
    'dbus-send --session --print-reply --dest=org.example.Locks /one org.freedesktop.DBus.Properties.Get string:org.example.Lock string:IsLocked',
  ])
})

it('asks the system, for so many seconds', async () => {
  expect(await asked({ ...FLAG, bus: 'system', timeoutS: 1 })).toEqual([
    'gdbus call --system --timeout 1 --dest org.example.Locks --object-path /one --method org.freedesktop.DBus.Properties.Get org.example.Lock IsLocked',
    'busctl --system --timeout=1 get-property org.example.Locks /one org.example.Lock IsLocked',
    'dbus-send --system --print-reply --reply-timeout=1000 --dest=org.example.Locks /one org.freedesktop.DBus.Properties.Get string:org.example.Lock string:IsLocked',
  ])
})

it('goes on where a program says neither, and asks nobody after an answer', async () => {
  const printed: Record<string, string> = { gdbus: 'a usage', busctl: 'b false\n', 'dbus-send': 'boolean true' }
  expect(await readBusFlag({ ...FLAG, bus: 'system' }, (file) => Promise.resolve(printed[file]!))).toBe(false)
})

it('hears what a program of this machine prints, and of one that fails', async () => {
  const run = runFor(10_000)
  expect(await run(process.execPath, ['-p', '6 * 7'])).toBe('42\n')
  await expect(run(process.execPath, ['-e', 'process.exit(3)'])).rejects.toThrow('Command failed')
})
