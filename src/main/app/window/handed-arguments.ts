/**
 * Bytes of arguments that a second start can hand to the first: Chromium's message has 32 KiB, with the folder that it was started in.
 * Of a longer one neither process would hear anything for a long time.
 */
const MAX_BYTES = 24 * 1024

/**
 * The arguments that a start has to be made anew with, because these are more than can be handed over; undefined where they are not.
 * Those that there is no room for are left out, the last ones: of files no more than a hundred can be sent at once.
 *
 * @param argv with the program itself
 */
export function fewerArguments(argv: readonly string[], platform: NodeJS.Platform): readonly string[] | undefined {
  if (platform !== 'linux') return undefined
  let left = MAX_BYTES
  const kept = argv.filter((argument) => {
    left -= Buffer.byteLength(argument) + 1
    return left >= 0
  })
  return kept.length === argv.length ? undefined : kept
}
