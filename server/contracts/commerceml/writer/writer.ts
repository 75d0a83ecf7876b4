import type { CmlRecord } from '../model.ts'
import { chunkCharacters, encodeXml, pieces } from './encode.ts'
import type { CmlDocumentForm } from './document-form.ts'
import { documentForm } from './document-form.ts'
import { createFileWriter } from './file-writer.ts'
import type { CmlForm } from './model.ts'
import { createPen } from './pen.ts'

/**
 * Writes records into one file: root, heads, what they hold, in the order of the schema. Heads come before what they
 * hold, as the reader gives them; a `root` record may be there and is not needed, the root comes from `form`. Groups may
 * come in any order and are kept until their section ends; everything else streams in pieces of 64 KB at most.
 *
 * A character that XML 1.0 forbids is dropped, one that windows-1251 lacks becomes a numeric reference (commerceml
 * sections 4.6, 5–7, 10–12, 14).
 * @param documents how documents are written; what is absent follows from the version (section 10.3)
 * Price types and warehouses that no package follows are left out where they stand in packages.
 * @throws RangeError when a record has no head to stand in, or money and quantities are no safe integers
 */
export async function* writeCml(
  records: Iterable<CmlRecord> | AsyncIterable<CmlRecord>,
  form: CmlForm,
  documents: Partial<CmlDocumentForm> = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const pen = createPen(form, documentForm(form, documents))
  const writer = createFileWriter(pen)
  for await (const record of records) {
    writer.add(record)
    if (pen.xml.length >= chunkCharacters) yield* pieces(encodeXml(pen.xml.take(), form.encoding))
  }
  writer.end()
  yield* pieces(encodeXml(pen.xml.take(), form.encoding))
}
