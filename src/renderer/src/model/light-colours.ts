import type { DisplayStatus } from '@shared/status'

/** The colour of the connection's light. */
export const LIGHT_COLOURS: Readonly<Record<DisplayStatus['light'], string>> = {
  ok: 'bg-online',
  busy: 'bg-away',
  waiting: 'bg-away',
  bad: 'bg-busy',
}
