import type { InjectionKey, Ref } from 'vue'

/** Counts the moments from which a picture that could not be had may be there: the link is back. */
export const AVATAR_TRIES: InjectionKey<Readonly<Ref<number>>> = Symbol('avatar tries')
