import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { v7 as uuidV7 } from 'uuid'
import type { ConversationId, LocalId } from '../src/shared/ids'
import { AB, Desk } from '../tests/integration/office'
import { must } from '../tests/helpers/results'
import { OfficeProcess } from './office-process'

const TUS = { 'tus-resumable': '1.0.0' }

/** A server of its own process with two people, and what they need to send each other files; all of it in one folder. */
export class TransferStage {
  readonly office: OfficeProcess
  readonly dir: string
  #devices = 0

  private constructor(dir: string, office: OfficeProcess) {
    this.dir = dir
    this.office = office
  }

  static async open(): Promise<TransferStage> {
    const dir = mkdtempSync(join(tmpdir(), 'jim-bench-transfers-'))
    return new TransferStage(dir, await OfficeProcess.start(join(dir, 'server'), ['alice', 'bob']))
  }

  async close(): Promise<void> {
    await this.office.stop()
    rmSync(this.dir, { recursive: true, force: true })
  }

  /** A new device of a person, online; its files are gone when `leave` is called. */
  async device(userId: 'alice' | 'bob'): Promise<{ readonly desk: Desk; readonly leave: () => void }> {
    const home = join(this.dir, `device-${this.#devices++}`)
    mkdirSync(home)
    const token = await this.office.logIn(userId)
    const desk = new Desk(this.office.ports, userId, token, uuidV7(), join(home, 'jim.db'), { files: join(home, 'files') })
    await desk.connect()
    const leave = (): void => {
      desk.close()
      rmSync(home, { recursive: true, force: true })
    }
    return { desk, leave }
  }

  /** Whole files that the server keeps are taken from its disk: nobody fetches them any more. */
  forgetContent(): void {
    rmSync(join(this.dir, 'server', 'files', 'content'), { recursive: true, force: true })
  }

  /** Makes room for a file at the server; the address of its bytes. */
  async created(token: string, size: number): Promise<string> {
    const made = await fetch(this.#url('/v1/files/'), {
      method: 'POST',
      headers: { ...TUS, ...bearer(token), 'upload-length': String(size), 'upload-metadata': `filename ${btoa('bench.bin')}` },
    })
    if (made.status !== 201) throw new Error(`no upload was made: ${made.status} ${await made.text()}`)
    return this.#url(made.headers.get('location') ?? '')
  }

  /** A whole file in one request. Resolves to its address. */
  async posted(token: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    const made = await fetch(this.#url('/v1/files/'), {
      method: 'POST',
      headers: {
        ...TUS,
        ...bearer(token),
        'content-type': 'application/offset+octet-stream',
        'upload-length': String(bytes.length),
        'upload-metadata': `filename ${btoa('bench.bin')}`,
      },
      body: bytes,
    })
    if (made.status !== 201) throw new Error(`no upload was made: ${made.status} ${await made.text()}`)
    return this.#url(made.headers.get('location') ?? '')
  }

  #url(path: string): string {
    return new URL(path, `http://127.0.0.1:${this.office.ports.http}`).href
  }
}

/** A new one: nobody has sent anything yet. */
export async function onStage<T>(run: (stage: TransferStage) => Promise<T>): Promise<T> {
  const stage = await TransferStage.open()
  try {
    return await run(stage)
  } finally {
    await stage.close()
  }
}

/** Files as a person who chose them sends them: one message each. */
export function sendFiles(desk: Desk, paths: readonly string[], conversationId: ConversationId = AB): void {
  for (const path of paths) {
    const { size, mtimeMs } = statSync(path)
    desk.chosen.set(path, { id: path, path, name: basename(path), size, mtimeMs: Math.floor(mtimeMs), mime: 'application/octet-stream' })
  }
  must(desk.transfers!.send({ conversationId, files: paths.map((id) => ({ id, as: 'file' })) }))
}

/** The message of somebody's file that came last. */
export const lastFile = (desk: Desk): LocalId | undefined =>
  desk.rows(AB).findLast(({ type, isMine }) => type === 'file' && !isMine)?.localId

export const bearer = (token: string): { readonly authorization: string } => ({ authorization: `Bearer ${token}` })

/** Sends a whole file to an upload that was made. */
export const curlUp = (url: string, token: string, path: string): Promise<void> =>
  curl(['-X', 'PATCH', '-T', path, url], {
    ...TUS,
    ...bearer(token),
    'content-type': 'application/offset+octet-stream',
    'upload-offset': '0',
    expect: '',
  })

export const curlDown = (url: string, token: string, path: string): Promise<void> => curl(['-o', path, url], bearer(token))

/** The same, until it is on the disk as ours is: `curl` alone leaves it to the system to write it some day. */
export async function syncedDown(url: string, token: string, path: string): Promise<void> {
  await curlDown(url, token, path)
  const handle = await open(path, 'r+')
  await handle.sync()
  await handle.close()
}

async function curl(args: readonly string[], headers: Readonly<Record<string, string>>): Promise<void> {
  const told = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}:${value === '' ? '' : ` ${value}`}`])
  const child = spawn('curl', ['--silent', '--show-error', '--fail', ...told, ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`curl ended with ${code}`)
}
