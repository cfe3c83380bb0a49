import type { RegionBridge } from '@shared/region'

declare global {
  interface Window {
    readonly region: RegionBridge
  }
}
