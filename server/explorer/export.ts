import { Readable } from 'node:stream'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { writeCsv } from './csv.ts'
import { itemTable, offerTable } from './export-tables.ts'
import { writeXlsx } from './xlsx.ts'

/** A file that is made while it is being sent. */
export interface ExportFile {
  name: string
  type: string
  body: Readable
}

/** The items, one table. */
export function exportCsv(catalogue: Catalogue, name: string): ExportFile {
  return {
    name: `${name}.csv`,
    type: 'text/csv; charset=utf-8',
    body: Readable.from(
      (async function* () {
        yield* writeCsv(await itemTable(catalogue))
      })(),
    ),
  }
}

/** The items and, on a sheet of their own, the offers with every price and every stock. */
export function exportXlsx(catalogue: Catalogue, name: string): ExportFile {
  return {
    name: `${name}.xlsx`,
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    body: Readable.from(
      (async function* () {
        yield* writeXlsx([await itemTable(catalogue), await offerTable(catalogue)])
      })(),
    ),
  }
}
