import { createCatalogue } from '../../server/catalogue/create-catalogue.ts'
import { peakMemory } from '../bench/usage.ts'

/**
 * A process that imports a file into a base, for the tests beside it. It prints a line of JSON for each step of the
 * progress, and at the end the report with the most memory it ever had, in bytes.
 */
const [base, file, worker] = process.argv.slice(2) as [string, string, string]

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

const catalogue = await createCatalogue({ file: base, worker, clock: () => new Date() })
const job = catalogue.import(file, { missing: 'deactivate' })
const watch = setInterval(() => say({ progress: job.progress() }), 20)
const report = await job.done
clearInterval(watch)
await catalogue.close()
say({ report, peak: peakMemory() })
