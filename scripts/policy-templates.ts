import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { readArguments, refuseArguments } from './lib/arguments.mjs'
import { templates } from './policy/templates'

const USAGE = `Usage: npm run policy:templates -- FOLDER

Writes what administrators roll a policy out with: ADMX and ADML for Windows, a sample profile for macOS, a sample file for
Linux, and a JSON schema for editors. docs/admin.md tells where each of them goes.`

const { positionals } = readArguments(USAGE, { options: {}, allowPositionals: true })
const [folder, ...more] = positionals
if (folder === undefined || more.length > 0) refuseArguments(USAGE, 'Name one folder.')
else {
  for (const [path, text] of templates()) {
    const file = join(resolve(folder), path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    console.log(file)
  }
}
