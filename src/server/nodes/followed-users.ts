/** Somebody who has sessions on this node, or is about to have one. */
export type FollowedUser = {
  /** Sessions that are here or on their way. */
  count: number
  /** While their conversations are read. */
  arrival: Promise<void> | undefined
  isKnown: boolean
  /** The conversations that they are told of here. */
  readonly conversations: Set<string>
  /** The groups that they left since, and by which message: what is read of them may be older. */
  readonly left: Map<string, number>
}

/** Whose conversations this node follows. */
export class FollowedUsers {
  readonly #users = new Map<string, FollowedUser>()

  get size(): number {
    return this.#users.size
  }

  get(userId: string): FollowedUser | undefined {
    return this.#users.get(userId)
  }

  /** Counts one more session. */
  add(userId: string): FollowedUser {
    let user = this.#users.get(userId)
    if (user === undefined) {
      user = { count: 0, arrival: undefined, isKnown: false, conversations: new Set(), left: new Map() }
      this.#users.set(userId, user)
    }
    user.count += 1
    return user
  }

  /** One session less; the user if it was their last. */
  remove(userId: string): FollowedUser | undefined {
    const user = this.#users.get(userId)
    if (user === undefined) return undefined
    user.count -= 1
    if (user.count > 0) return undefined
    this.#users.delete(userId)
    return user
  }

  /** Of these those who are followed. */
  among(userIds: readonly string[]): readonly string[] {
    return userIds.filter((userId) => this.#users.has(userId))
  }

  /** Resolves when everybody who was on their way has arrived, or has not; `userIds`: only these. */
  async settled(userIds: readonly string[] = [...this.#users.keys()]): Promise<void> {
    await Promise.allSettled(userIds.flatMap((userId) => this.#users.get(userId)?.arrival ?? []))
  }
}
