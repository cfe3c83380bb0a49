import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** @typedef {{ readonly name: string, readonly version: string, readonly licence: string, readonly text: string }} Licence */

/**
 * Notes the folders of the packages whose code is in a bundle; main and preload are built before the page, which lists them.
 *
 * @param {Set<string>} folders
 * @returns {import('vite').Plugin}
 */
export function licencesNoted(folders) {
  return {
    name: 'licences-noted',
    apply: 'build',
    generateBundle(_options, bundle) {
      for (const folder of bundledFolders(bundle)) folders.add(folder)
    },
  }
}

/**
 * Writes `licences.js` beside the page, a module since a page without a network reads nothing else: every package whose code, styles or fonts are in the page's bundle, those that are
 * in others' (`licencesNoted`), and those that run beside them, with the text of its licence. Fails when one states none.
 *
 * @param {string} root of the project; the configuration that uses this is bundled, so that no file knows its place
 * @param {readonly string[]} sources packages that the build makes data from, of the page or beside it, though no code of theirs is in it
 * @param {ReadonlySet<string>} noted
 * @returns {import('vite').Plugin}
 */
export function licencesAsset(root, sources, noted) {
  return {
    name: 'licences',
    apply: 'build',
    generateBundle(_options, bundle) {
      const folders = new Set([...productionFolders(root), ...noted, ...bundledFolders(bundle)])
      // Styles, and the fonts that come with them, are no modules of the bundle: the imports of ours tell of them.
      const styles = [...this.getModuleIds()].filter((id) => /^[^?]+\.css$/.test(id) && packageFolderOf(id) === undefined)
      for (const name of [...sources, ...styles.flatMap((file) => packagesOfStyles(file))]) folders.add(join(root, 'node_modules', name))
      const licences = [...folders].map(licenceOf).sort((a, b) => a.name.localeCompare(b.name, 'en'))
      this.emitFile({ type: 'asset', fileName: 'licences.js', source: `export default ${JSON.stringify(JSON.stringify(licences))}` })
    },
  }
}

/**
 * @param {import('rolldown').OutputBundle} bundle
 * @returns {string[]}
 */
function bundledFolders(bundle) {
  const ids = Object.values(bundle).flatMap((output) => (output.type === 'chunk' ? output.moduleIds : []))
  return ids.flatMap((id) => packageFolderOf(id) ?? [])
}

/**
 * The folder of the package that a module belongs to; nothing for the project's own.
 *
 * @param {string} moduleId as the bundler names it: perhaps with a mark before the path and a query behind it
 */
export function packageFolderOf(moduleId) {
  const path = moduleId.replace(/^\0/, '').replace(/\?.*$/, '')
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(path)?.[0]
}

/**
 * The packages that a style sheet imports from, itself or through others of its folder.
 *
 * @param {string} file
 * @returns {string[]}
 */
export function packagesOfStyles(file) {
  const imports = [...readFileSync(file, 'utf8').matchAll(/@import\s+(?:url\(\s*)?['"]([^'"]+)['"]/g)]
  return imports.flatMap(([, from = '']) => {
    if (/^\.{0,2}\//.test(from)) return packagesOfStyles(join(dirname(file), from))
    return /^[a-z]+:/.test(from) ? [] : (/^(?:@[^/]+\/)?[^/]+/.exec(from) ?? [])
  })
}

/**
 * @param {string} folder of a package
 * @returns {Licence}
 */
export function licenceOf(folder) {
  const { name, version, license } = readManifest(folder)
  if (typeof license !== 'string') throw new Error(`${name} states no licence`)
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.\w+|-\w+)?$/i.test(entry))
  const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim()
  return { name, version, licence: license, text }
}

/**
 * All packages that run beside the bundle: what `folder` depends on, and what these depend on.
 *
 * @param {string} folder
 * @param {Set<string>} found
 */
function productionFolders(folder, found = new Set()) {
  const { dependencies = {}, optionalDependencies = {} } = readManifest(folder)
  const { resolve } = createRequire(join(folder, 'package.json'))
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const at = folderOf(name, resolve.paths(name) ?? [])
    if (at === undefined || found.has(at)) continue
    found.add(at)
    productionFolders(at, found)
  }
  return found
}

/**
 * Optional packages may be missing.
 *
 * @param {string} name
 * @param {readonly string[]} roots
 */
function folderOf(name, roots) {
  return roots
    .map((root) => join(root, ...name.split('/')))
    .find((folder) => {
      try {
        return readManifest(folder).name === name
      } catch {
        return false
      }
    })
}

/** @param {string} folder */
const readManifest = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
