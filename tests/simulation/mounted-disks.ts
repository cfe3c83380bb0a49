import { Buffer } from 'node:buffer'
import fs from 'node:fs'
import promises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { Readable } from 'node:stream'
import { diskError, type DiskFile, type VirtualDisk } from './virtual-disk'

/** Below this the disks of virtual computers lie: `/virtual-disk/<computer>/<run, or home>/…`. */
const ROOT = '/virtual-disk'

const disks = new Map<string, VirtualDisk>()

/** From now on Node's own file calls reach the disk below the path that is returned, and all other paths as ever. */
export function mount(computer: string, disk: VirtualDisk): string {
  if (disks.size === 0) patch()
  disks.set(computer, disk)
  return `${ROOT}/${computer}`
}

export function unmountAll(): void {
  for (const computer of disks.keys()) disks.set(computer, NOWHERE)
}

type Place = { readonly disk: VirtualDisk; readonly path: string }

/** A disk that was taken out: whoever still waits for it waits for ever. */
const NOWHERE = { look: () => new Promise(() => undefined), change: () => new Promise(() => undefined) } as unknown as VirtualDisk

/** `undefined`: a path of the real disk. Windows writes it with a drive, and its own way. */
function placeOf(path: unknown): Place | undefined {
  if (typeof path !== 'string') return undefined
  const plain = path.replace(/^[A-Za-z]:/, '').replaceAll('\\', '/')
  if (!plain.startsWith(`${ROOT}/`)) return undefined
  const [, , computer = '', ...rest] = plain.split('/')
  const disk = disks.get(computer)
  if (disk === undefined) throw new Error(`no disk at ${path}`)
  return { disk, path: `/${rest.join('/')}` }
}

type Call = (...args: never[]) => unknown
type Calls = { [name: string]: (place: Place, ...args: never[]) => unknown }

/** Node's calls, as far as the programs under test use them. */
const ASYNC: Calls = {
  open: ({ disk, path }, flags: string | number = 'r') => {
    const isNew = typeof flags === 'string' && flags.startsWith('w')
    if (!isNew) {
      return disk.look(path, (key) => {
        if (!disk.files.has(key) && !isFolder(disk, key)) throw diskError('ENOENT', path)
        return handleOf(disk, path)
      })
    }
    return disk.change(path, true, (key) => {
      if (flags === 'wx' && disk.files.has(key)) throw diskError('EEXIST', path)
      disk.put(path, Buffer.alloc(0))
      return handleOf(disk, path)
    })
  },
  stat: ({ disk, path }) => disk.look(path, (key) => statOf(disk, key) ?? raise('ENOENT', path)),
  statfs: async ({ disk, path }) => ({ bsize: 1, bavail: await disk.free(path) }),
  mkdir: ({ disk, path }) => disk.look(path, () => undefined),
  readdir: ({ disk, path }) =>
    disk.look(path, () => {
      const { length } = disk.key(path).split('/')
      const found = disk.below(path).map((key) => key.split('/')[length]!)
      if (found.length === 0) throw diskError('ENOENT', path)
      return [...new Set(found)]
    }),
  rm: ({ disk, path }, { force = false }: { readonly force?: boolean } = {}) =>
    disk.change(path, false, (key) => {
      const gone = [...(disk.files.has(key) ? [key] : []), ...disk.below(path)]
      if (gone.length === 0 && !force) throw diskError('ENOENT', path)
      for (const name of gone) disk.files.delete(name)
    }),
  rename: ({ disk, path }, to: string) =>
    disk.change(path, false, (key) => {
      const file = disk.files.get(key) ?? raise('ENOENT', path)
      disk.files.delete(key)
      disk.files.set(disk.key(placeOf(to)!.path), file)
    }),
  copyFile: ({ disk, path }, to: string) => {
    const target = placeOf(to)!.path
    return disk.change(target, true, () => disk.put(target, (disk.at(path) ?? raise('ENOENT', path)).bytes))
  },
  writeFile: ({ disk, path }, bytes: Uint8Array, { flag }: { readonly flag?: string } = {}) =>
    disk.change(path, true, (key) => {
      if (flag === 'wx' && disk.files.has(key)) throw diskError('EEXIST', path)
      disk.put(path, Buffer.from(bytes))
    }),
}

const SYNC: Calls = {
  statSync: ({ disk, path }, { throwIfNoEntry = true }: { readonly throwIfNoEntry?: boolean } = {}) => {
    const found = disk.isAlive(path) ? statOf(disk, disk.key(path)) : undefined
    return found ?? (throwIfNoEntry ? raise('ENOENT', path) : undefined)
  },
  createReadStream: ({ disk, path }) => {
    const whole = disk.look(path, (key) => disk.files.get(key) ?? raise('ENOENT', path))
    return Readable.from(
      (async function* () {
        const { bytes } = await whole
        if (bytes.length > 0) yield bytes
      })(),
    )
  },
}

function patch(): void {
  patchCalls(promises as unknown as Record<string, Call>, ASYNC, true)
  patchCalls(fs as unknown as Record<string, Call>, SYNC, false)
  syncBuiltinESMExports()
}

function patchCalls(module: Record<string, Call>, calls: Calls, isAsync: boolean): void {
  for (const [name, call] of Object.entries(calls)) {
    const real = module[name]!
    module[name] = (...[path, ...args]: never[]): unknown => {
      const place = placeOf(path)
      if (place === undefined) return real(path as never, ...args)
      return isAsync ? (async () => call(place, ...args))() : call(place, ...args)
    }
  }
}

/** It keeps hold of the file whatever becomes of its name, as long as only its owner writes to it. */
function handleOf(disk: VirtualDisk, path: string) {
  const now = (key: string): DiskFile => disk.files.get(key) ?? { bytes: Buffer.alloc(0), mtimeMs: 0 }
  return {
    read: (buffer: Uint8Array, offset: number, length: number, position: number) =>
      disk.look(path, (key) => {
        const bytes = now(key).bytes.subarray(position, position + length)
        buffer.set(bytes, offset)
        return { buffer, bytesRead: bytes.length }
      }),
    write: (buffer: Uint8Array, offset: number, length: number, position: number) =>
      disk.change(path, true, (key) => {
        const before = now(key).bytes
        const taken = disk.portion(length)
        const bytes = Buffer.alloc(Math.max(before.length, position + taken))
        before.copy(bytes)
        bytes.set(buffer.subarray(offset, offset + taken), position)
        disk.put(path, bytes)
        return { bytesWritten: taken, buffer }
      }),
    appendFile: (bytes: Uint8Array) => disk.change(path, true, (key) => disk.put(path, Buffer.concat([now(key).bytes, bytes]))),
    truncate: (length: number) =>
      disk.change(path, false, (key) => disk.put(path, Buffer.concat([now(key).bytes.subarray(0, length)], length))),
    stat: () => disk.look(path, (key) => statOf(disk, key) ?? raise('ENOENT', path)),
    sync: () => disk.look(path, () => undefined),
    datasync: () => disk.look(path, () => undefined),
    close: async () => undefined,
  }
}

function statOf(disk: VirtualDisk, key: string) {
  const file = disk.files.get(key)
  if (file === undefined && !isFolder(disk, key)) return undefined
  return {
    size: file?.bytes.length ?? 0,
    mtimeMs: file?.mtimeMs ?? 0,
    isFile: () => file !== undefined,
    isDirectory: () => file === undefined,
  }
}

function isFolder(disk: VirtualDisk, key: string): boolean {
  for (const name of disk.files.keys()) if (name.startsWith(`${key}/`)) return true
  return false
}

function raise(code: string, path: string): never {
  throw diskError(code, path)
}
