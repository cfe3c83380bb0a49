/**
 * `treatment`: what is still to be done with a file before it goes up, as JSON (`FileTreatment`): its location is to be left
 * out. It goes in the commit that names the copy which goes instead.
 */
export const TREATED_FILES = `
ALTER TABLE transfers ADD COLUMN treatment TEXT;
`
