/** What is heard now, in the whole window. */
let playing: HTMLMediaElement | undefined

/** One at a time: what begins to play silences what played before. */
export function useOnePlaying() {
  function onPlay({ target }: Event): void {
    if (!(target instanceof HTMLMediaElement)) return
    if (playing !== target && playing?.paused === false) playing.pause()
    playing = target
  }

  return { onPlay }
}
