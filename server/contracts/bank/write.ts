import iconv from 'iconv-lite'
import { decodeAs } from './encoding.ts'
import {
  bounds,
  encodingNames,
  FIRST_LINE,
  FORMAT_VERSION,
  marks,
  type StatementEncoding,
  type StatementField,
} from './statement.ts'

/** What is written of a statement: the fields as they stand. A `Statement` is one. */
export interface WritableStatement {
  header: { fields: readonly StatementField[] }
  accounts: readonly { fields: readonly StatementField[] }[]
  documents: readonly { kind: string; fields: readonly StatementField[] }[]
}

const reserved: ReadonlySet<string> = new Set(Object.values(marks))
/** The writer states these itself. */
const own: ReadonlySet<string> = new Set(['ВерсияФормата', 'Кодировка'])

function assertKey(key: string): void {
  if (key === '' || key !== key.trim() || key.includes('=') || reserved.has(key))
    throw new RangeError(`"${key}" cannot be a key of a bank statement`)
}

function assertLine(line: string): void {
  if (/[\r\n]/.test(line))
    throw new RangeError(`A value with a line break cannot be written: ${line.slice(0, 60)}`)
  if (line.length > bounds.line)
    throw new RangeError(`A line over ${bounds.line} characters cannot be written: ${line.slice(0, 60)}`)
}

function linesOfFields(fields: readonly StatementField[]): string[] {
  if (fields.length > bounds.fields) throw new RangeError(`A section has over ${bounds.fields} values`)
  return fields.map(({ key, value }) => {
    assertKey(key)
    return `${key}=${value}`
  })
}

function encode(text: string, encoding: StatementEncoding): Uint8Array {
  const bytes = iconv.encode(text, encoding)
  const back = decodeAs(bytes, encoding)
  if (back === text) return bytes
  const at = [...text].findIndex((char) => decodeAs(iconv.encode(char, encoding), encoding) !== char)
  throw new RangeError(
    `"${[...text][at] ?? ''}" has no code in ${encoding}: write the statement in windows-1251 or UTF-8`,
  )
}

/**
 * A statement as the bytes of a 1C client-bank exchange file, format 1.03, for handing to a 1C (BD-39, regate section 8.1).
 * What `readStatement` returned reads back equal, line numbers aside. `ВерсияФормата` and `Кодировка` are the writer's own.
 * Throws a `RangeError` when a character has no code in the encoding, or when a key or a value cannot stand on one line.
 */
export function writeStatement(statement: WritableStatement, encoding: StatementEncoding): Uint8Array {
  const header = statement.header.fields.filter((field) => !own.has(field.key))
  const lines = [
    FIRST_LINE,
    ...linesOfFields([
      { key: 'ВерсияФормата', value: FORMAT_VERSION },
      { key: 'Кодировка', value: encodingNames[encoding] },
      ...header,
    ]),
    ...statement.accounts.flatMap((account) => [
      marks.openAccount,
      ...linesOfFields(account.fields),
      marks.closeAccount,
    ]),
    ...statement.documents.flatMap((document) => [
      `${marks.openDocument}=${document.kind}`,
      ...linesOfFields(document.fields),
      marks.closeDocument,
    ]),
    marks.end,
  ]
  lines.forEach(assertLine)
  return encode(`${lines.join('\r\n')}\r\n`, encoding)
}
