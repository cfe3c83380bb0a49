import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/** Where a password is typed or piped from. */
export type PasswordInput = NodeJS.ReadableStream & { readonly isTTY?: boolean }

/**
 * One line of `input`, with or without an end of its own. At a terminal it is asked for, and nothing that is typed is
 * shown: not to who stands behind, not in what the terminal keeps.
 *
 * @param output for the question: not standard output, which may be piped
 * @returns empty when there is none
 */
export async function askPassword(input: PasswordInput, output: NodeJS.WritableStream): Promise<string> {
  const isAsked = input.isTTY === true
  if (isAsked) output.write('Password: ')
  // With `terminal` the lines are edited here and not by the terminal, which would echo them.
  const lines = createInterface({ input, output: nowhere(), terminal: isAsked })
  try {
    const { value, done } = await lines[Symbol.asyncIterator]().next()
    return done === true ? '' : value
  } finally {
    lines.close()
    if (isAsked) output.write('\n')
  }
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() })
}
