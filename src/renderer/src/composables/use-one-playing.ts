/** What is heard now, in the whole window. */
let playing: HTMLMediaElement | undefined

/** Whoever begins to record hears nothing but themselves. */
export function silence(): void {
  if (playing?.paused === false) playing.pause()
}

/** One at a time: what begins to play silences what played before. */
export function useOnePlaying() {
  function onPlay({ target }: Pick<Event, 'target'>): void {
    if (!(target instanceof HTMLMediaElement)) return
    if (playing !== target) silence()
    playing = target
  }

  return { onPlay }
}
