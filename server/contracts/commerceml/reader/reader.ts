import type { CmlSummary } from '../model.ts'
import { CmlDecoder, UndecodableFault } from '../decode.ts'
import { Assembly } from './assembly.ts'
import type { CmlLimits, CmlReader, CmlReaderOptions } from './model.ts'
import { CmlNotes } from './notes.ts'
import { cut, refusal } from './refusals.ts'
import { producerOf } from './producer.ts'
import { CmlSections } from './sections.ts'

/** @see CmlLimits */
export const defaultCmlLimits: CmlLimits = {
  depth: 64,
  text: 1_048_576,
  record: 32 * 1_048_576,
  findings: 1000,
}

/**
 * Reads a CommerceML 2 file of any size in constant memory (contract sections 5–7, 10–12): bytes go in by pieces cut
 * anywhere, records and findings come out while they are read, the summary at the end. Element order, spellings, unknown
 * elements and odd values are taken leniently and told; markup, encoding and bounds are strict.
 *
 * `write` and `end` throw a `CmlRefusal` with one of `cmlRefusals` (`findings.ts`); the reader throws the same one again after
 * that. Strings of the records are pieces of a bigger one: who keeps a few of many for long should copy them.
 *
 * @example
 * const reader = createCmlReader({ onRecord: (record) => rows.push(record) })
 * for await (const chunk of createReadStream(file)) reader.write(chunk)
 * const summary = reader.end()
 */
export function createCmlReader(options: CmlReaderOptions): CmlReader {
  const limits: CmlLimits = { ...defaultCmlLimits, ...options.limits }
  const notes = new CmlNotes(limits.findings, options.onFinding)
  let root: Extract<Parameters<typeof options.onRecord>[0], { kind: 'root' }> | null = null
  let classifierId = ''
  const sections = new CmlSections(notes, (record) => {
    if (record.kind === 'root') root = record
    if (record.kind === 'classifier' && classifierId === '') classifierId = record.id
    options.onRecord(record)
  })
  const assembly = new Assembly(sections, limits)
  const decoder = new CmlDecoder((text) => assembly.write(text))
  let bytes = 0
  let dead: unknown = null

  /** Whatever was thrown, the reader is of no use any more. */
  const alive = <Result>(work: () => Result): Result => {
    if (dead !== null) throw dead
    try {
      return work()
    } catch (error) {
      dead = error instanceof UndecodableFault ? refusal(error.code, error.text, assembly.place) : error
      throw dead
    }
  }

  return {
    write: (chunk) =>
      alive(() => {
        bytes += chunk.length
        decoder.write(chunk)
      }),

    end: (): CmlSummary =>
      alive(() => {
        if (bytes === 0) {
          throw refusal('CML-EMPTY', { ru: 'файл пуст', en: 'the file is empty' }, assembly.place)
        }
        if (!decoder.end()) throw cut(assembly.place, assembly.open)
        assembly.end()
        if (decoder.clash !== null) {
          const declared = decoder.clash
          notes.note('CML-ENCODING-CLASH', { line: 1, column: 1 }, '', () => ({
            ru: `В начале файла BOM UTF-8, а объявлена кодировка «${declared.slice(0, 40)}»: файл прочитан как UTF-8`,
            en: `The file starts with the BOM of UTF-8 and declares "${declared.slice(0, 40)}": it is read as UTF-8`,
            value: declared,
          }))
        }
        sections.end()
        const { version = '', namespace = '', generated = '' } = root ?? {}
        return {
          encoding: decoder.encoding,
          bom: decoder.bom,
          bytes,
          version,
          namespace,
          generated,
          producer: producerOf(root, classifierId, assembly.names),
          elements: assembly.names.counts(),
          records: { ...sections.records },
          findings: { ...notes.counts },
        }
      }),
  }
}
