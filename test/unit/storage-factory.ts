import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  emptyTables,
  type MappingRow,
  type MappingTable,
  type MappingTables,
} from '../../server/mappings/model.ts'
import { documentVersion, WorkspaceDocument } from '../../server/storage/document-schema.ts'

/** A row of a mapping table with what the test cares about. */
export const aRow = (row: Partial<MappingRow> & { id: string }): MappingRow => ({
  site_id: '',
  site_name: '',
  ref_1c: '',
  code_1c: '',
  name_1c: '',
  updated_at: '2025-09-01T09:00:00.000Z',
  updated_by: 'test',
  ...row,
})

export const aTable = (
  rows: MappingRow[],
  policy: MappingTable['policy'] = { on: 'fail' },
): MappingTable => ({
  policy,
  rows,
})

export const someTables = (tables: Partial<MappingTables> = {}): MappingTables => ({
  ...emptyTables(),
  ...(tables as MappingTables),
})

export const aDocument = (tables: Partial<MappingTables> = {}): WorkspaceDocument =>
  WorkspaceDocument.parse({
    version: documentVersion,
    name: 'Проверка',
    sides: { site: { mode: 'simulated' }, onec: { mode: 'simulated' } },
    siteOrders: {},
    mappings: someTables(tables),
  })

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'obmen-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
