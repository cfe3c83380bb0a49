import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { suggestion } from './nearest'
import { schemaOf, SETTING_NAMES, type SettingName, settingOf } from './settings'
import { UsageError } from './usage-error'

/** Bytes; a larger one is something else. */
const MAX_BYTES = 1024 * 1024

/**
 * One JSON object with settings by name. Relative paths count from the file's own folder: a service starts in none that
 * anybody has in mind. Nothing of the file's content is quoted in an error.
 *
 * @throws UsageError naming the file
 */
export function readConfigFile(file: string): Partial<Record<SettingName, unknown>> {
  const values: Partial<Record<SettingName, unknown>> = {}
  for (const [key, value] of Object.entries(objectOf(file))) {
    const name = SETTING_NAMES.find((one) => one === key)
    if (name === undefined)
      throw new UsageError(`${file}: there is no setting ${JSON.stringify(key.slice(0, 80))}${suggestion(key, SETTING_NAMES)}`)
    const checked = schemaOf(name).safeParse(value)
    if (!checked.success) throw new UsageError(`${file}: ${name} ${checked.error.issues[0]?.message}`)
    values[name] = settingOf(name).kind.isPath === true ? resolve(dirname(file), String(checked.data)) : checked.data
  }
  return values
}

function objectOf(file: string): object {
  const value = parse(file, read(file))
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw new UsageError(`${file}: it is no JSON object`)
}

function read(file: string): string {
  try {
    if (statSync(file).size > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES} bytes`)
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    throw new UsageError(`--config: ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** V8's own message quotes what stands there. */
function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const [, position] = /at position (\d+)/.exec(String(error)) ?? []
    const lines = text.slice(0, Number(position)).split('\n')
    const place = position === undefined ? '' : ` from line ${lines.length}, column ${lines.at(-1)!.length + 1} on`
    throw new UsageError(`${file}: it is no JSON${place}`)
  }
}
