import type { Edges } from '@shared/picture-edits'

/** What Electron says of a display: `size` in DIP, of which its scale makes more px. */
export type ShownDisplay = { readonly id: number; readonly size: Edges; readonly scaleFactor: number }
/** What can be captured; systems without an id for a display say ''. */
export type ScreenSource = { readonly display_id: string }

/** What a display has, in px. */
export function pxOf({ size, scaleFactor }: ShownDisplay): Edges {
  return { width: Math.round(size.width * scaleFactor), height: Math.round(size.height * scaleFactor) }
}

/**
 * Of what can be captured, that which is a display. Where none is named, they come in the order of the displays, if there are
 * as many of them; else it is not known which is which, and a wrong one is worse than none.
 */
export function sourceOf<S extends ScreenSource>(
  display: ShownDisplay,
  displays: readonly ShownDisplay[],
  sources: readonly S[],
): S | undefined {
  const named = sources.find(({ display_id: id }) => id === String(display.id))
  if (named !== undefined) return named
  const isAnyNamed = sources.some(({ display_id: id }) => displays.some((each) => String(each.id) === id))
  return isAnyNamed || sources.length !== displays.length ? undefined : sources[displays.indexOf(display)]
}
