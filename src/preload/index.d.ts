import type { JimApi } from '@shared/ipc'

declare global {
  interface Window {
    readonly jim: JimApi
  }
}
