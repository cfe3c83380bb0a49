import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** @returns {string | undefined} the executable of this machine's moto, which speaks S3; JIM_MOTO names another */
export function findMoto() {
  const named = process.env.JIM_MOTO
  if (named) return existsSync(named) ? named : undefined
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((dir) => join(dir, 'moto_server'))
    .find((path) => existsSync(path))
}
