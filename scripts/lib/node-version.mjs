/** What package.json states as `engines.node`, in words: 21 and the first of 22 cannot `require` the modules of our tools. */
export const NODE_WANTED = '20.19, or 22.12 and newer'

/**
 * @param {string} version of Node, as `process.versions.node` has it
 * @returns {boolean} whether the scripts and their tools run on it
 */
export function isNodeFit(version) {
  return isAtLeast(version, '22.12') || (version.startsWith('20.') && isAtLeast(version, '20.19'))
}

/**
 * @param {string} version
 * @param {string} least as `22.12` or `>= 22.12.0`
 */
export function isAtLeast(version, least) {
  const [major = 0, minor = 0] = numbers(version)
  const [leastMajor = 0, leastMinor = 0] = numbers(least)
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
}

/** @param {string} version */
function numbers(version) {
  return (version.match(/\d+/g) ?? []).map(Number)
}
