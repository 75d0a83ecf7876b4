import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { XMLParser } from 'fast-xml-parser'
import { SaxesParser } from 'saxes'
import { createCatalogue } from '../../server/catalogue/create-catalogue.ts'
import { readPieces } from '../../server/catalogue/file-reading.ts'
import { createCmlReader } from '../../server/contracts/commerceml/reader/reader.ts'
import type { CommerceMlRun, CommerceMlTask } from './commerceml.ts'
import { peakMemory } from './usage.ts'

/** A process that reads one CommerceML file in one way: `<task> <file> <folder of its own> <worker>`. */
const [task, file, folder, worker] = process.argv.slice(2) as [CommerceMlTask, string, string, string]

const tasks: Record<CommerceMlTask, () => Promise<void>> = {
  /** Bytes to records with their places, findings on; out of the file as an import reads it. */
  async reader() {
    const reader = createCmlReader({ onRecord: () => undefined, onFinding: () => undefined })
    readPieces(file, (bytes) => reader.write(bytes))
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
    const parser = new SaxesParser({ position: false })
    for (const event of ['opentagstart', 'text', 'closetag'] as const) parser.on(event, () => undefined)
    const decoder = new TextDecoder('utf-8', { fatal: true })
    readPieces(file, (bytes) => void parser.write(decoder.decode(bytes, { stream: true })))
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
