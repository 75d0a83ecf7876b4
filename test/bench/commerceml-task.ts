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

/** Into an empty base. @returns what is left to do when everybody has been told that it is there */
async function imported(): Promise<() => Promise<void>> {
  const catalogue = await createCatalogue({ file: join(folder, 'base.db'), worker, clock: () => new Date() })
  const report = await catalogue.import(file, { missing: 'nothing' }).done
  if (report.outcome !== 'done') throw new Error(report.refusal?.text.en ?? report.outcome)
  return () => catalogue.close()
}

const nothing = (): Promise<void> => Promise.resolve()

/** Each gives what comes after the time that is measured. */
const tasks: Record<CommerceMlTask, () => Promise<() => Promise<void>>> = {
  /** Bytes to records with their places, findings on; out of the file as an import reads it. */
  async reader() {
    const reader = createCmlReader({ onRecord: () => undefined, onFinding: () => undefined })
    readPieces(file, (bytes) => reader.write(bytes))
    reader.end()
    return nothing
  },

  /** The whole way into an empty base, committed and told. */
  import: imported,

  /** And until the log of the base lies in its file, so that the next import may begin. */
  async tidied() {
    const close = await imported()
    await close()
    return nothing
  },

  /** The parser that the reader stands on, with handlers that do nothing. */
  async saxes() {
    const parser = new SaxesParser({ position: false })
    for (const event of ['opentagstart', 'text', 'closetag'] as const) parser.on(event, () => undefined)
    const decoder = new TextDecoder('utf-8', { fatal: true })
    readPieces(file, (bytes) => void parser.write(decoder.decode(bytes, { stream: true })))
    parser.close()
    return nothing
  },

  /** What is usual in Node: the file as one object. */
  async objects() {
    new XMLParser({ ignoreAttributes: false }).parse(await readFile(file))
    return nothing
  },
}

const started = performance.now()
const afterwards = await tasks[task]()
const ms = performance.now() - started
await afterwards()
const run: CommerceMlRun = { ms, peakMemory: peakMemory() }
process.stdout.write(JSON.stringify(run))
