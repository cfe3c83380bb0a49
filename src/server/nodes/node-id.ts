/** The name of a node in its id, `name.life`. */
export function nameOf(node: string): string {
  return node.split('.')[0] ?? node
}
