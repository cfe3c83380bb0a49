/**
 * Branded ids: plain strings and numbers at run time, told apart by the compiler. They are branded where a checked
 * value enters (a schema, a row), and travel as they are over IPC.
 */
declare const brand: unique symbol
type Branded<T, B extends string> = T & { readonly [brand]: B }

/** 1–64 of `A–Z a–z 0–9 . _ - @`. */
export type UserId = Branded<string, 'UserId'>
/** `c2c:<user>:<user>` or `c2g:<group>`. */
export type ConversationId = Branded<string, 'ConversationId'>
/** The server's name of a message: a decimal string. */
export type Mid = Branded<string, 'Mid'>
/** The sender's name of a message, a UUIDv7; the same on every retry. */
export type CliMid = Branded<string, 'CliMid'>
/** A message's place in its conversation: 1, 2, 3 … without holes. */
export type Seq = Branded<number, 'Seq'>
/**
 * A message's place among those of its conversation where the server does not number them without holes: an integer
 * from 1 to 2^52 - 1, ascending, as fine as the kind can make it. Equal ones stand as they came.
 */
export type OrderKey = Branded<number, 'OrderKey'>
/** Something that a message of mine waits for before it goes: an upload. */
export type PartId = Branded<string, 'PartId'>
/** A file as its server names it. */
export type FileId = Branded<string, 'FileId'>
/** A transfer's row in this device's database. */
export type TransferId = Branded<number, 'TransferId'>
/** A message's row in this device's database; it never changes, while `mid` and `seq` come with the ack. */
export type LocalId = Branded<number, 'LocalId'>

export const asUserId = (value: string): UserId => value as UserId
export const asConversationId = (value: string): ConversationId => value as ConversationId
export const asMid = (value: string): Mid => value as Mid
export const asCliMid = (value: string): CliMid => value as CliMid
export const asSeq = (value: number): Seq => value as Seq
export const asPartId = (value: string): PartId => value as PartId
export const asFileId = (value: string): FileId => value as FileId
export const asTransferId = (value: number): TransferId => value as TransferId

const MAX_ORDER_KEY = 2 ** 52 - 1

/** Of any number that a server gives, as its times: what is out of range stands at the end that it is beyond. */
export function asOrderKey(value: number): OrderKey {
  return Math.min(MAX_ORDER_KEY, Math.max(1, Math.floor(Number.isNaN(value) ? 1 : value))) as OrderKey
}

export const asLocalId = (value: number): LocalId => value as LocalId
