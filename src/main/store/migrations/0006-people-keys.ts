/** The rules that a person's search keys were made by (`FOLD_VERSION`); those of older ones are made anew in the background. */
export const PEOPLE_KEYS = `
ALTER TABLE people ADD COLUMN keys_version INTEGER NOT NULL DEFAULT 0;
`
