/** Characters of what is looked for, as main takes it (`ipc/argument-schemas`). */
export const MAX_QUERY = 200
/** Characters of a line in a form that sets no closer limit: what is pasted by mistake must not be laid out. */
export const MAX_LINE = 4096
/** Characters of what is written under files. */
export const MAX_CAPTION = 4000
