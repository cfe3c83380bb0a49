import type { PictureEdits } from './picture-edits'
import type { RenditionSize } from './rendition-size'
import type { Square } from './square'

/**
 * What main and the media window say to each other: a task goes in with the address of one file, and what was made of it
 * comes out. Main trusts none of it: whoever broke the window speaks in its name.
 */
export type DecodeTask =
  /** A picture of at most 200 KiB and 800 px, a ThumbHash, the edges of the file as shown (PROTOCOL 9). */
  | { readonly make: 'preview'; readonly isVideo: boolean }
  /** The picture drawn anew as another. */
  | { readonly make: 'redrawn'; readonly draw: RedrawRequest }
  /** The face of a person or a group: a square of a picture, without one its middle, at most `edge` px. */
  | { readonly make: 'face'; readonly square?: Square | undefined; readonly edge: number }
  /** A picture for the window, encoded anew; what moves still does. Of a film its poster. */
  | { readonly make: 'rendition'; readonly size: RenditionSize }
  /** How long a film or a sound is, how large, how loud. */
  | { readonly make: 'measured'; readonly of: 'film' | 'sound' }

/** How a picture is drawn anew: its longest side in px at most, as what, and how it was edited. */
export type RedrawRequest = { readonly maxSide?: number; readonly mime: string; readonly edits?: PictureEdits }

/** `url`: its bytes, for as long as the task lasts; `mime`: what they are by themselves. */
export type DecodeJob = DecodeTask & { readonly id: number; readonly url: string; readonly mime: string }

/** `width`, `height`: of the file, as shown, in px. */
export type MadePreview = {
  readonly bytes: Uint8Array
  readonly mime: string
  readonly width: number
  readonly height: number
  /** Of a film whose length is told. */
  readonly seconds?: number
  readonly thumbHash: Uint8Array
}

/** Its own edges, in px. */
export type MadeRedrawn = { readonly bytes: Uint8Array; readonly width: number; readonly height: number }

/** A JPEG. */
export type MadeFace = Uint8Array

/** JPEG, PNG or WebP. */
export type MadeRendition = { readonly bytes: Uint8Array; readonly mime: string }

/** Seconds, fractions too; `levels`: how loud each of 64 stretches is, 0–1. */
export type MadeMeasured = {
  readonly seconds?: number
  readonly width?: number
  readonly height?: number
  readonly levels?: readonly number[]
}

export type Made = MadePreview | MadeRedrawn | MadeFace | MadeRendition | MadeMeasured

/** What a film or a sound is found to be: whole seconds, at least 1; edges as shown, in px; `wave` as PROTOCOL 9 has it. */
export type Measured = {
  readonly seconds?: number
  readonly width?: number
  readonly height?: number
  readonly wave?: string
}

/** All that the media window has beside its own scripts. */
export interface DecodingBridge {
  /** One at a time. */
  onJob(listener: (job: DecodeJob) => void): void
  made(id: number, made: Made): void
  /** @param problem for the log */
  failed(id: number, problem: string): void
}
