declare const content: unique symbol

/**
 * A value as JSON text. Electron copies what crosses into the page object by object, but a text in one piece: ten
 * thousand conversations arrive in half the time. Only for values of plain objects, arrays, strings, booleans, finite
 * numbers and `null`; properties that are `undefined` are left out.
 */
export type JsonText<T> = string & { readonly [content]: T }

export const toJson = <T>(value: T): JsonText<T> => JSON.stringify(value) as JsonText<T>
export const fromJson = <T>(text: JsonText<T>): T => JSON.parse(text) as T
