import type { Faults } from '../../src/server/faults'
import type { ServerStore } from '../../src/server/store/server-store'
import type { ServerDisk } from './memory-storage'
import type { VirtualServer } from './virtual-server'

/** What serves the people of a schedule: one server, or several nodes on one store. */
export interface Office {
  readonly faults: Faults
  /** What is kept of files. */
  readonly disk: ServerDisk
  /** What is kept of all else, as it is: nothing that befalls a server is between. */
  readonly store: ServerStore
  /** Where a dial or a request comes to: up or not. */
  reach(): VirtualServer
  /** To which one something happens; `by` is in [0, 1). */
  pick(by: number): VirtualServer
  /** Resolves when whoever comes is let in. */
  begin(): Promise<void>
  /** Whatever is broken is whole again, and runs. */
  heal(): void
  /** As kill -9, all of it. */
  kill(): void
  /** Tells everybody, then ends. */
  shutDown(): Promise<void>
  /** Where whoever has no token gets a file. */
  linkTo(fileId: string): string
  /** Of these files those that the office gives to a user, as its routes ask it. */
  readable(userId: string, fileIds: readonly string[]): Promise<ReadonlySet<string>>
  /** Waits for it; where time has to pass for that, it passes. */
  during<T>(work: Promise<T>): Promise<T>
  /** So much time passes in which nobody is there, and the files that nobody needs are thrown away. */
  passAlone(ms: number): Promise<void>
}
