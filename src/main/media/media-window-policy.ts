/**
 * What the media window may do: run its own scripts and their WebAssembly, read the one file that it was given, and decode
 * that. No style, no frame, no form, nothing of a network.
 */
export const MEDIA_WINDOW_POLICY = [
  "default-src 'none'",
  // Here alone: HEIC is decoded in WebAssembly (adr/032).
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  'img-src blob:',
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
