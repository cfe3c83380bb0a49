import { basename, dirname, join } from 'node:path'
import { readJson, ROOT } from './paths.mjs'
import { StepError } from './report.mjs'
import { lastLines, run } from './run.mjs'

/**
 * @param {import('./packaged-app.mjs').PackagedApp} app made with --dir
 * @returns {Promise<string>} the archive
 */
export async function makeTarball(app) {
  const { version } = readJson(join(ROOT, 'package.json'))
  const name = `jim-desktop-${version}-${process.arch}`
  const file = join(app.output, `${name}.tar.gz`)
  const rename = `s,^${basename(app.dir)},${name},`
  const owner = ['--owner=0', '--group=0', '--numeric-owner', '--sort=name']
  const result = await run('tar', [...owner, '--transform', rename, '-czf', file, '-C', dirname(app.dir), basename(app.dir)])
  if (result.code !== 0) throw new StepError(`tar ended with code ${result.code}.\n${lastLines(result.output)}`)
  return file
}

/**
 * @param {import('./packaged-app.mjs').PackagedApp} app made with --dir
 * @returns {Promise<string>} the package
 */
export async function makeDeb(app) {
  const { version, description, homepage, author } = readJson(join(ROOT, 'package.json'))
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const { default: installer } = await import('electron-installer-debian')
  try {
    await installer({
      src: app.dir,
      dest: app.output,
      arch,
      options: {
        name: 'jim-desktop',
        productName: 'Jim Desktop',
        genericName: 'Messenger',
        version,
        description,
        productDescription: description,
        homepage,
        maintainer: author,
        bin: 'jim-desktop',
        section: 'net',
        // The default, xz, takes minutes for a few megabytes less.
        compression: 'gzip',
        icon: { '512x512': join(ROOT, 'resources', 'icon.png'), scalable: join(ROOT, 'resources', 'icon.svg') },
        categories: ['Network', 'InstantMessaging'],
        mimeType: ['x-scheme-handler/jim'],
      },
    })
  } catch (cause) {
    throw new StepError(`The .deb could not be made: ${cause instanceof Error ? cause.message : String(cause)}`, {
      advice: 'it needs dpkg-deb and fakeroot: sudo apt-get install dpkg fakeroot',
      cause,
    })
  }
  return join(app.output, `jim-desktop_${version}_${arch}.deb`)
}
