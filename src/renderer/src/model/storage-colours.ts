/** One colour for each group of what is on the disk, in the bar and beside its name. */
export const STORAGE_COLOURS = { messages: 'bg-accent', cache: 'bg-accent/45', other: 'bg-control' } as const
