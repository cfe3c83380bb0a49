import { z } from 'zod'

const FILE_ID = /^f_[a-z2-7]{26}$/
/** A file's name on its server: `f_` and 128 random bits in lower-case base32 (PROTOCOL 9). */
export const fileIdSchema = z.string().regex(FILE_ID)
export const isFileId = (value: unknown): value is string => typeof value === 'string' && FILE_ID.test(value)

/** SHA-256 of a whole file, as 64 hex digits. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/)

/** UTF-8 bytes of a file's name, characters of a type, bytes of a preview, px of its longest edge, at most (PROTOCOL 9). */
export const MAX_FILE_NAME_BYTES = 255
export const MAX_MIME_CHARS = 127
export const MAX_THUMB_BYTES = 200 * 1024
export const MAX_THUMB_EDGE = 800
/** Bytes of a picture that is somebody's avatar. */
export const MAX_AVATAR_BYTES = 1024 * 1024

const optionalText = (maxChars: number) => z.string().max(maxChars).optional().catch(undefined)
const optionalMeasure = z.number().nonnegative().optional().catch(undefined)

/**
 * What `image`, `sound`, `file` and `video` say of the file that they name, beside their keys of PROTOCOL 4. They are its
 * sender's words: one that is not as it should be counts as missing.
 */
export const sharedFileShape = {
  file_id: fileIdSchema.optional().catch(undefined),
  sha256: sha256Schema.optional().catch(undefined),
  name: optionalText(4096),
  mime: optionalText(MAX_MIME_CHARS),
  /** The preview: a file of its own. */
  thumb_id: fileIdSchema.optional().catch(undefined),
  /** ThumbHash of at most 40 bytes, in base64. */
  thumb_hash: z
    .string()
    .regex(/^[A-Za-z0-9+/]{1,54}={0,2}$/)
    .optional()
    .catch(undefined),
  /** A UUID, shared by the pictures and videos of one sending. */
  album: z
    .string()
    .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i)
    .optional()
    .catch(undefined),
  caption: optionalText(1_000_000),
} as const

/** Edges in px, as shown, with the rotation applied. */
export const edgesShape = { width: optionalMeasure, height: optionalMeasure } as const

/** 64 levels of 0–31, each a character of base64's alphabet. */
export const waveSchema = z
  .string()
  .regex(/^[A-Za-f]{64}$/)
  .optional()
  .catch(undefined)

/** What a session may upload (`files` of `B002`): bytes of one file, and how long an unfinished upload is kept. */
export const filesOfSessionSchema = z.object({
  max_bytes: z.number().int().positive().max(Number.MAX_SAFE_INTEGER),
  expires_ms: z.number().int().positive().max(Number.MAX_SAFE_INTEGER),
})
export type FilesOfSession = z.infer<typeof filesOfSessionSchema>

/** `POST /v1/files/claim`. The name is measured in bytes by whoever takes it. */
export const claimRequestSchema = z.object({
  sha256: sha256Schema,
  size: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER),
  filename: z.string().max(4096),
  filetype: z.string().max(4096),
})
export type ClaimRequest = z.infer<typeof claimRequestSchema>
export const claimResultSchema = z.object({ file_id: fileIdSchema })
