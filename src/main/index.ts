import { join } from 'node:path'
import type * as App from './app/app'
import { CompiledModules } from './compiled-modules'

const modules = new CompiledModules()
const { startApp } = modules.load(join(import.meta.dirname, 'app.cjs')) as typeof App
startApp(modules)
