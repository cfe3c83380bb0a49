import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LocalId } from '@shared/ids'
import { CuttingProxy } from '../helpers/cutting-proxy'
import { must } from '../helpers/results'
import { UploadTap } from '../helpers/upload-tap'
import { AB, type Desk, type DeskOptions, Office } from './office'

/** An office with people who send files, on real disks and sockets. */
export class FileStage {
  readonly folder: string
  office: Office
  readonly #closing: (() => Promise<void>)[] = []
  #desks = 0

  private constructor(folder: string, office: Office) {
    this.folder = folder
    this.office = office
  }

  static async open(): Promise<FileStage> {
    const folder = mkdtempSync(join(tmpdir(), 'jim-transfers-'))
    return new FileStage(folder, await Office.open(['alice', 'bob', 'carol'], { dataDir: join(folder, 'server') }))
  }

  async close(): Promise<void> {
    await this.office.close()
    for (const close of this.#closing) await close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Another server in the place of the first. */
  async reopen(options: Parameters<typeof Office.open>[1]): Promise<void> {
    await this.office.close()
    this.office = await Office.open(['alice', 'bob'], options)
  }

  signIn(userId: string, options: DeskOptions = {}): Promise<Desk> {
    return this.office.signIn(userId, { files: join(this.folder, `cache-${++this.#desks}`), ...options })
  }

  fileOf(bytes: Buffer, name = 'film.bin'): string {
    const path = join(this.folder, name)
    writeFileSync(path, bytes)
    return path
  }

  proxyTo(port: number): Promise<CuttingProxy> {
    return this.closing(CuttingProxy.open(port))
  }

  /** Stands before the server's HTTP port and counts the bytes of uploads. */
  tap(): Promise<UploadTap> {
    return this.closing(UploadTap.open(this.office.ports.http, join(this.folder, 'server', 'files')))
  }

  /** Closed with the stage. */
  async closing<T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> {
    const opened = await opening
    this.#closing.push(() => opened.close())
    return opened
  }
}

export const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** The message with a file that came to somebody. */
export async function arrived(desk: Desk): Promise<LocalId> {
  await desk.when(() => desk.rows(AB).some(({ type, isMine }) => type === 'file' && !isMine))
  return desk.rows(AB).findLast(({ type, isMine }) => type === 'file' && !isMine)!.localId
}

export async function fetches(desk: Desk, localId: LocalId, sha256: string): Promise<Buffer> {
  must(desk.transfers!.wanted.download(localId))
  await desk.when(() => desk.transferOf(localId, 'down')?.state === 'done')
  return readFileSync(desk.fetched(sha256)!)
}
