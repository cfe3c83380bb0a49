import type { JimDoor } from '@shared/ipc'

declare global {
  interface Window {
    readonly jim: JimDoor
  }
}
