import { setImmediate } from 'node:timers/promises'
import Sqlite from 'libsql'
import { checkParameters } from '../storage/database.ts'

/** What a column holds; blobs as bytes. */
export type Value = string | number | null | ArrayBuffer
export type Row = Record<string, Value>

/** A connection of its own to files that others may have open: it reads what is committed. */
export interface Connection {
  run(text: string, ...parameters: (string | number)[]): void
  rows<Shape = Row>(text: string, ...parameters: (string | number)[]): Shape[]
  /** One transaction; others get their turn between the steps of `work`. */
  transaction<Result>(mode: 'deferred' | 'immediate', work: () => Promise<Result>): Promise<Result>
  close(): void
}

/** How long a writer of the bench is waited for, ms. */
const PATIENCE_MS = 5000

/** @param file path, or `:memory:` */
export function connect(file: string): Connection {
  const raw = new Sqlite(file)
  raw.pragma(`busy_timeout = ${PATIENCE_MS}`)
  return {
    run(text, ...parameters) {
      checkParameters(text, parameters)
      raw.prepare(text).run(...parameters)
    },
    rows<Shape>(text: string, ...parameters: (string | number)[]) {
      checkParameters(text, parameters)
      return raw.prepare(text).all(...parameters) as Shape[]
    },
    async transaction(mode, work) {
      raw.exec(`begin ${mode}`)
      try {
        const result = await work()
        raw.exec('commit')
        return result
      } catch (error) {
        if (raw.inTransaction) raw.exec('rollback')
        throw error
      }
    },
    close: () => void raw.close(),
  }
}

/** Lets the requests that wait be answered before the next step. */
export const breathe = (): Promise<void> => setImmediate()

/** A name in SQL. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
