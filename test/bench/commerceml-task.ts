import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { XMLParser } from 'fast-xml-parser'
import { SaxesParser } from 'saxes'
import { createCatalogue } from '../../server/catalogue/create-catalogue.ts'
import { createCmlReader } from '../../server/contracts/commerceml/reader/reader.ts'
import type { CommerceMlRun, CommerceMlTask } from './commerceml.ts'
import { peakMemory } from './usage.ts'

/** A process that reads one CommerceML file in one way: `<task> <file> <folder of its own> <worker>`. */
const [task, file, folder, worker] = process.argv.slice(2) as [CommerceMlTask, string, string, string]

const tasks: Record<CommerceMlTask, () => Promise<void>> = {
  /** Bytes to records with their places, findings on. */
  async reader() {
    const reader = createCmlReader({ onRecord: () => undefined, onFinding: () => undefined })
    for await (const chunk of createReadStream(file)) reader.write(chunk as Uint8Array)
    reader.end()
  },

  /** The whole way into an empty base, committed. */
  async import() {
    const catalogue = await createCatalogue({
      file: join(folder, 'base.db'),
      worker,
      clock: () => new Date(),
    })
    const report = await catalogue.import(file, { missing: 'nothing' }).done
    await catalogue.close()
    if (report.outcome !== 'done') throw new Error(report.refusal?.text.en ?? report.outcome)
  },

  /** The parser that the reader stands on, with handlers that do nothing. */
  async saxes() {
    const parser = new SaxesParser()
    for (const event of ['opentag', 'text', 'closetag'] as const) parser.on(event, () => undefined)
    for await (const chunk of createReadStream(file, { encoding: 'utf8' })) parser.write(chunk as string)
    parser.close()
  },

  /** What is usual in Node: the file as one object. */
  async objects() {
    new XMLParser({ ignoreAttributes: false }).parse(await readFile(file))
  },
}

const started = performance.now()
await tasks[task]()
const run: CommerceMlRun = { ms: performance.now() - started, peakMemory: peakMemory() }
process.stdout.write(JSON.stringify(run))
