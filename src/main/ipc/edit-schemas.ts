import { MARK_COLOURS, MAX_MARK_PX, MAX_MARK_TEXT, MAX_MARKS } from '@shared/picture-edits'
import { z } from 'zod'

const px = z.number().min(-MAX_MARK_PX).max(MAX_MARK_PX)
const length = z.number().min(0).max(MAX_MARK_PX)
const point = z.object({ x: px, y: px })
const rect = z.object({ x: px, y: px, width: length, height: length })
const turns = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)])
const colour = z.enum(MARK_COLOURS)

/** What the page says was done with a picture. */
export const pictureEdits = z.object({
  turns,
  /** Whole px: what is cut out is a picture of its own. */
  crop: z
    .object({ x: z.int().min(0), y: z.int().min(0), width: z.int().min(1), height: z.int().min(1) })
    .refine(({ x, y, width, height }) => x + width <= MAX_MARK_PX && y + height <= MAX_MARK_PX)
    .optional(),
  marks: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('arrow'), from: point, to: point, colour, width: length }),
        z.object({ kind: z.literal('text'), at: point, text: z.string().min(1).max(MAX_MARK_TEXT), colour, size: length, turns }),
        z.object({ kind: z.literal('mosaic'), area: rect }),
      ]),
    )
    .max(MAX_MARKS),
})
