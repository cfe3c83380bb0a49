/**
 * Who may import whom, as docs/architecture.md draws it: each folder of src and the folders that it may see besides
 * itself. What is not listed is forbidden.
 *
 * @type {Record<string, readonly string[]>}
 */
export const MAY_SEE = {
  protocol: [],
  shared: [],
  'main/lib': ['shared'],
  'main/connection': ['shared', 'main/lib'],
  'main/store': ['shared', 'main/lib'],
  'main/kinds/kind': ['shared', 'main/lib'],
  'main/kinds/jim1': ['protocol', 'shared', 'main/lib', 'main/connection', 'main/kinds/kind'],
  'main/sync': ['shared', 'main/lib', 'main/kinds/kind', 'main/store'],
  'main/transfers': ['shared', 'main/lib', 'main/kinds/kind', 'main/store'],
  'main/media': ['shared', 'main/lib'],
  'main/ipc': ['shared', 'main/lib', 'main/sync', 'main/transfers', 'main/store'],
  'main/app': ['shared', 'main'],
  preload: ['shared'],
  'media-window': ['shared'],
  'region-overlay': ['shared'],
  renderer: ['shared', 'preload/index.d.ts'],
  server: ['protocol'],
}

/** Packages beyond Node's own that a folder may use; folders that are not listed are free. */
const MAY_USE = /** @type {Record<string, readonly string[]>} */ ({
  protocol: ['zod'],
  shared: [],
  'main/lib': ['undici'],
  'main/connection': ['socks', 'ws'],
  'main/store': ['better-sqlite3', 'pinyin-pro'],
  'main/kinds/kind': [],
  'main/kinds/jim1': [],
  'main/sync': ['uuid', 'zod'],
  'main/transfers': ['file-type', 'filenamify', 'image-size', 'undici'],
  'main/media': ['electron'],
  'main/ipc': ['electron', 'zod'],
  preload: ['electron'],
  'media-window': ['thumbhash', 'libheif-js'],
  'region-overlay': [],
})

/** Folders without a machine under them: no `node:` either. */
const PURE = ['protocol', 'shared', 'preload', 'media-window', 'region-overlay', 'renderer']

const WINDOW = './src/renderer/src'

/**
 * Components that hold a part of the window together: what a view is made of, what opens over it, a page of the settings.
 * They read stores and hand on; all others are leaves, which have their data by props and tell by emits.
 */
const CONTAINERS = ['Pane', 'Panel', 'Dialog', 'Dialogs', 'Header', 'Composer', 'Rail', 'Banner', 'Toasts', 'Menu', 'MenuItems']
const isContainer = ['Settings*', ...CONTAINERS.map((end) => `*${end}`)].join('|')
const LEAVES = `${WINDOW}/components/**/!(${isContainer}).vue`
/** Leaves that stand anywhere, and so know nothing of chats: of composables they may use those that no store is behind. */
const COMMON_LEAVES = `${WINDOW}/components/common/!(${isContainer}).vue`
export const AMBIENT = ['use-format', 'use-now', 'use-time-zone']

/**
 * The window's own storeys:
 *
 * ```
 * views, containers ──┬─→ composables ──→ stores, bridge → main
 *                     ├─→ stores
 *                     └─→ leaves ──→ composables of what they draw
 *                           └─→ leaves of common ──→ the clock, the writing of numbers
 *                                       model, emoji: pure, for all of them
 * ```
 */
const windowZones = [
  {
    target: ['components', 'views', 'stores', 'model', 'emoji'].map((folder) => `${WINDOW}/${folder}`),
    from: `${WINDOW}/bridge.ts`,
    message: 'Composables call main, and whoever draws calls composables: docs/architecture.md.',
  },
  {
    target: LEAVES,
    from: `${WINDOW}/stores`,
    message: `Only what ends in ${CONTAINERS.join(', ')} reads stores: hand it on as a prop (docs/architecture.md).`,
  },
  {
    target: COMMON_LEAVES,
    from: `${WINDOW}/composables`,
    except: AMBIENT.map((name) => `./${name}.ts`),
    message: 'What stands anywhere knows nothing of chats: hand it on as a prop, or give it a folder (docs/architecture.md).',
  },
  {
    target: ['model', 'emoji'].map((folder) => `${WINDOW}/${folder}`),
    from: ['stores', 'composables', 'components', 'views'].map((folder) => `${WINDOW}/${folder}`),
    message: 'The logic of the window is pure: docs/architecture.md.',
  },
  {
    target: `${WINDOW}/stores`,
    from: ['composables', 'components', 'views'].map((folder) => `${WINDOW}/${folder}`),
    message: 'A store holds state; who fetches it is a composable: docs/architecture.md.',
  },
  {
    target: `${WINDOW}/composables`,
    from: ['components', 'views'].map((folder) => `${WINDOW}/${folder}`),
    message: 'A composable knows nothing of who draws: docs/architecture.md.',
  },
]

/** The zones of import-x/no-restricted-paths. */
export const zones = [
  ...windowZones,
  ...Object.entries(MAY_SEE).map(([folder, seen]) => ({
    target: `./src/${folder}`,
    from: './src',
    except: [folder, ...seen].map((name) => `./${name}`),
    message: `src/${folder} may see ${seen.length === 0 ? 'nothing else' : seen.join(', ')}: docs/architecture.md.`,
  })),
  { target: './src', from: './tests', message: 'The product does not know its tests.' },
  { target: './src', from: './scripts', message: 'The product does not know its scripts.' },
]

/** What a folder may import by package name, as a list of ESLint configurations. */
export const packageRules = Object.keys(MAY_SEE).map((folder) => {
  const allowed = MAY_USE[folder]
  const patterns = []
  if (PURE.includes(folder)) {
    patterns.push({ regex: '^node:', message: `src/${folder} runs where there is no Node.` })
  }
  if (allowed !== undefined) {
    const names = ['\\.', '@protocol/', '@shared/', 'node:', ...allowed.map((name) => `${name}(/|$)`)]
    patterns.push({ regex: `^(?!${names.join('|')})`, message: `src/${folder} may use no package but: ${allowed.join(', ')}.` })
  } else if (folder === 'renderer' || folder === 'server') {
    patterns.push({ regex: '^(electron|electron-log)(/|$)', message: `src/${folder} does not know Electron.` })
  }
  if (folder === 'renderer') patterns.push({ regex: '^(better-sqlite3|fastify|ws)$', message: 'The page has no machine.' })
  return {
    files: [`src/${folder}/**/*.{ts,vue}`],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  }
})
