import { POSTGRES } from '../server/test-store'

if (POSTGRES === undefined) throw new Error('there is no PostgreSQL to be tested: npm test -- postgres starts one')
