import { createCmlReader } from '../../server/contracts/commerceml/reader/reader.ts'
import type {
  CmlDocument,
  CmlFinding,
  CmlKind,
  CmlRecord,
  CmlSummary,
} from '../../server/contracts/commerceml/model.ts'
import { cmlFiles } from '../../server/contracts/commerceml/writer/files.ts'
import type { CmlDocumentForm } from '../../server/contracts/commerceml/writer/document-form.ts'
import type { CmlFile, CmlForm } from '../../server/contracts/commerceml/writer/model.ts'
import { writeCml } from '../../server/contracts/commerceml/writer/writer.ts'

/** Writing and reading back, for the tests of the writer. */

export const aForm = (members: Partial<CmlForm> = {}): CmlForm => ({
  version: '2.07',
  naming: 'ut11',
  encoding: 'utf-8',
  bom: true,
  namespace: '',
  row: 0,
  portion: 0,
  changesOnly: false,
  generated: '2025-11-20T10:00:00',
  node: 'a0de0001-7c31-11f0-8a52-0242ac13c0de',
  ...members,
})

export async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}

export const written = (
  records: Iterable<CmlRecord>,
  form: CmlForm,
  documents: Partial<CmlDocumentForm> = {},
): Promise<Buffer> => bytesOf(writeCml(records, form, documents))

/** The text of a file in UTF-8. */
export const textOf = async (
  records: Iterable<CmlRecord>,
  form: CmlForm,
  documents: Partial<CmlDocumentForm> = {},
): Promise<string> => (await written(records, form, documents)).toString('utf8')

export function readBack(bytes: Uint8Array): {
  records: CmlRecord[]
  findings: CmlFinding[]
  summary: CmlSummary
} {
  const records: CmlRecord[] = []
  const findings: CmlFinding[] = []
  const reader = createCmlReader({
    onRecord: (record) => records.push(record),
    onFinding: (finding) => findings.push(finding),
  })
  reader.write(bytes)
  const summary = reader.end()
  return { records, findings, summary }
}

export interface WrittenFile {
  name: string
  portion: number
  content: CmlFile['content']
  bytes: Buffer
  chunks: number
}

export async function filesOf(
  records: Iterable<CmlRecord>,
  form: CmlForm,
  documents: Partial<CmlDocumentForm> = {},
): Promise<WrittenFile[]> {
  async function* source(): AsyncGenerator<CmlRecord> {
    yield* records
  }
  const files: WrittenFile[] = []
  for await (const { name, portion, content, chunks } of cmlFiles(form, source, documents)) {
    const parts: Uint8Array[] = []
    for await (const chunk of chunks) parts.push(chunk)
    files.push({ name, portion, content, bytes: Buffer.concat(parts), chunks: parts.length })
  }
  return files
}

export const ofKind = <Kind extends CmlKind>(
  records: readonly CmlRecord[],
  kind: Kind,
): Extract<CmlRecord, { kind: Kind }>[] =>
  records.filter((record): record is Extract<CmlRecord, { kind: Kind }> => record.kind === kind)

/** Everything but the place it stood at and what the model does not know. */
export function bare<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map((part: unknown) => bare(part)) as Value
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([key]) => key !== 'place' && key !== 'extra')
  return Object.fromEntries(kept.map(([key, member]) => [key, bare(member)])) as Value
}

export function byKind(records: readonly CmlRecord[]): Partial<Record<CmlKind, CmlRecord[]>> {
  const kinds: Partial<Record<CmlKind, CmlRecord[]>> = {}
  for (const record of records) (kinds[record.kind] ??= []).push(record)
  return kinds
}

export const aDocument = (members: Partial<CmlDocument> = {}): CmlDocument => ({
  kind: 'document',
  place: { line: 0, column: 0 },
  id: '132',
  number: '132',
  date: '2025-11-20',
  time: '10:00:00',
  operation: 'Заказ товара',
  role: 'Продавец',
  currency: 'RUB',
  rate: '1',
  sum: 100_00,
  basis: null,
  number1c: null,
  date1c: null,
  version: '',
  deleted: false,
  comment: '',
  dueDate: null,
  parties: [],
  taxes: [],
  discounts: [],
  warehouses: [],
  lines: [],
  requisites: [],
  subordinate: [],
  container: null,
  ...members,
})
