type ParentPort = {
  on(event: 'message', listener: (message: { readonly data: unknown }) => void): void
  postMessage(message: unknown): void
}

/** The port to the desktop app, when this is a utility process of it. */
export function parentPort(): ParentPort | undefined {
  return (process as { readonly parentPort?: ParentPort }).parentPort
}
