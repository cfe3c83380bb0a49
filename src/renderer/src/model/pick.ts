/** Who or what can be chosen from a list. */
export type Pick<T extends string> = {
  readonly value: T
  readonly label: string
  readonly note: string
  readonly picture: string
  /** Whose colour the avatar has. */
  readonly avatarId: string
  readonly isGroup: boolean
}
