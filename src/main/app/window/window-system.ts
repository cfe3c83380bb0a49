/** What says by which of them Chromium draws on Linux. */
export type WindowSystemFacts = {
  readonly platform: NodeJS.Platform
  readonly env: { readonly [name: string]: string | undefined }
  /** `--ozone-platform` and `--ozone-platform-hint`; empty: not given. */
  readonly ozone: string
  readonly ozoneHint: string
  readonly electronMajor: number
}

/** The first Electron that goes by the session's own window system unasked. */
const FIRST_AUTO = 38

/**
 * Whether our windows are the compositor's: under Wayland no program knows where its windows lie, nor says where they
 * should. What asks of the whole screen, not of our own windows, looks at the session instead (`screenshots/capture`).
 */
export function isDrawnByWayland({ platform, env, ozone, ozoneHint, electronMajor }: WindowSystemFacts): boolean {
  if (platform !== 'linux') return false
  if (ozone !== '' && ozone !== 'auto') return ozone === 'wayland'
  const hint = ozone || ozoneHint || env['ELECTRON_OZONE_PLATFORM_HINT'] || (electronMajor >= FIRST_AUTO ? 'auto' : 'x11')
  if (hint !== 'auto') return hint === 'wayland'
  return env['XDG_SESSION_TYPE'] === 'wayland' && (env['WAYLAND_DISPLAY'] ?? '') !== ''
}
