import { updateStore } from './open-store'
import { StoreError } from './store-error'

// A program of its own, forked by `app/account/store-updater`: it brings the database that it is given to the newest
// schema and ends. Main answers the window meanwhile; whatever fails here main meets again, and says.
const [file] = process.argv.slice(2)

function run(): 0 | 1 {
  try {
    if (file === undefined) throw new Error('no database was named')
    updateStore(file)
    return 0
  } catch (error) {
    console.error(error instanceof StoreError ? error.code : String(error))
    return 1
  }
}

// A utility process lives on when it has nothing left to do.
process.exit(run())
