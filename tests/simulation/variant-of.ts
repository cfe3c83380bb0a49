/** The object with some of its members replaced; what is private to it stays reachable. */
export function variantOf<T extends object>(base: T, changes: Partial<T>): T {
  return new Proxy(base, {
    get(target, key): unknown {
      if (Object.hasOwn(changes, key)) return Reflect.get(changes, key)
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? (...args: unknown[]): unknown => Reflect.apply(value, target, args) : value
    },
  })
}
