import type { Measured } from './decoding'
import type { FileId } from './ids'

/**
 * What a message says of the file that it names (PROTOCOL 9): words of its sender, proof of nothing. Without `fileId` it
 * is only a link, or a file of mine on its way up.
 */
export type SharedFile = {
  readonly fileId?: FileId
  /** 64 hex digits of the whole file. */
  readonly sha256?: string
  readonly mime?: string
  /** The preview that the sender made: a file of its own. */
  readonly thumbId?: FileId
  /** ThumbHash, base64: drawn before anything is fetched. */
  readonly thumbHash?: string
  /** Shared by the pictures and videos of one sending. */
  readonly album?: string
  /** Text under it, searched like text. */
  readonly caption?: string
}

/** How a file is drawn and named; by its name and, where its bytes are here, by them: whichever is worse. */
export type FileFamily = 'picture' | 'video' | 'sound' | 'pdf' | 'document' | 'sheet' | 'slides' | 'archive' | 'code' | 'other'

/**
 * What could happen to whoever opens it: it runs (`program`, `script`, `installer`, `shortcut`), it can hold macros, it
 * tells somebody the address of this computer (`page`), or its name says one thing and its bytes another (`disguised`).
 */
export type Danger = 'program' | 'script' | 'installer' | 'shortcut' | 'macros' | 'page' | 'disguised'

/** Why a file cannot be had: its server has it no more, it may not be read, it is over a limit, or its link is not followed. */
export type FileLack = 'gone' | 'refused' | 'too_large' | 'unsafe_link' | 'unresolved_link' | 'damaged'

/**
 * Why a picture or a film that is here is not shown: it is damaged, of a kind that is not drawn, needs more room or time than a picture
 * may, or its decoder broke over it.
 */
export type PictureFault = 'broken' | 'unknown_kind' | 'too_large' | 'timed_out' | 'crashed'

/** What this device has of the file of a message; a whole new value with each of its messages. */
export type LocalFile = {
  readonly family: FileFamily
  /** Absent: nothing is known against it. */
  readonly danger?: Danger
  /** `jim-media:` address of its bytes, checked and whole; absent: they are not here. */
  readonly mediaUrl?: string
  /** `jim-media:` address of its preview; absent: not here, or none. */
  readonly thumbUrl?: string
  /** It was saved where a person can find it, and is still there. */
  readonly isSaved: boolean
  /** It is here, a picture, and of a kind that may move by its bytes: whether it does `files:gif-round` says. */
  readonly mayMove?: true
  /** A voice of somebody else that was not played on this device yet. */
  readonly isUnheard?: true
  /** It is a picture or a film, here, and was tried: it is not shown. */
  readonly fault?: PictureFault
  /** Of a film or a sound of which its sender said less than is shown: what was found out here. */
  readonly measured?: Measured
  readonly lack?: FileLack
}

/** The name by which a page speaks of a file that was chosen, dropped or pasted: no path ever enters the page. */
export type ChosenId = string

/** A file that may be sent, as the sheet shows it. Forgotten with the app, and when it was sent or discarded. */
export type ChosenFile = {
  readonly id: ChosenId
  readonly name: string
  /** Bytes. */
  readonly size: number
  readonly mime: string
  readonly family: FileFamily
  readonly danger?: Danger
  /** Can be sent as a picture: its edges in px, rotation applied. */
  readonly picture?: { readonly width: number; readonly height: number; readonly previewUrl: string }
  /** A film, of which there is a poster if it can be played here; how long it is `files:measure` says. */
  readonly film?: { readonly posterUrl: string }
}

/** Something that was given and cannot be sent: a folder, a pipe, an empty or a vanished file, one that is too large, one too many. */
export type RefusedFile = {
  readonly name: string
  readonly code: 'is_folder' | 'not_a_file' | 'empty' | 'not_found' | 'no_access' | 'too_large' | 'too_many'
}

export type Choice = { readonly files: readonly ChosenFile[]; readonly refused: readonly RefusedFile[] }

/** What was given later stands behind what was given first. */
export function joinedChoice(first: Choice, later: Choice): Choice {
  return { files: [...first.files, ...later.files], refused: [...first.refused, ...later.refused] }
}

/** Bytes of a file that is here, base64, and how many it has in all. */
export type FilePart = { readonly size: number; readonly base64: string }

/** Files that the pointer has been given, and those that it was not: they are not here, or would run. */
export type Dragged = { readonly dragged: number; readonly away: number; readonly refused: number }

/** Files that are dragged at once, at most. */
export const MAX_DRAGGED = 100

/** Of a file, that one call gives. */
export const MAX_PART_BYTES = 2 ** 20

/** Files that one sending may have. */
export const MAX_CHOSEN_FILES = 100
