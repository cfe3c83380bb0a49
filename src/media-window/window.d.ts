import type { DecodingBridge } from '@shared/decoding'

declare global {
  interface Window {
    readonly decoding: DecodingBridge
  }
}
