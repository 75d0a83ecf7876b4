import { z } from 'zod'
import type { Inspection } from '../message/inspection.ts'
import { assertFormat, bodyOf, createMessage as createPlainMessage } from '../message/message.ts'
import type { WriterSpec } from '../message/message.ts'
import { writeJson } from '../message/write-json.ts'
import type { Message, WireFormat } from '../operation.ts'
import { dialects } from './dialect.ts'
import type { Reader } from './dialect.ts'
import { withJsonNames } from './forms.ts'
import { writeVerbatim } from './write-verbatim.ts'
import { writeXml } from './write-xml.ts'
import type { OrderDocument } from './write-xml.ts'

/** What the reader has to know of a message of contract A beyond its schema. */
export interface SiteOrdersSpec<T> extends WriterSpec<T> {
  /** Who reads it. */
  reader: Reader
  /** Members that hold an `order`, or a list of objects that do: there LA-14 applies. */
  order?: 'order' | 'orders'
  /** Members that lead to the list whose elements are refused one by one (AD-37). */
  list?: readonly string[]
  inspect?(value: T, inspection: Inspection): void
}

/** A message of contract A: what `Message` promises, and what its reader knows of it. */
export interface SiteOrdersMessage<T> extends Message<T>, Omit<SiteOrdersSpec<T>, 'schema' | 'formats'> {}

/** Text of a value in a format. Throws a `TypeError` when the message has no such form. */
export function textOf<T>(
  spec: WriterSpec<T>,
  value: T,
  format: WireFormat,
  write: (schema: z.ZodType<T>) => string,
): string {
  assertFormat(spec, format)
  if (format === 'json') return write(spec.schema)
  if (!(spec.schema instanceof z.ZodObject)) throw new TypeError('Only an order document has an XML form')
  return writeXml(value as OrderDocument, spec.schema)
}

/** The site refuses with one code whatever 1C has several for. */
const asSiteSees = (inspection: Inspection): Inspection => ({
  ...inspection,
  report(pointer, { code, ...remark }) {
    inspection.report(pointer, { ...remark, code: code.startsWith('ORD-') ? 'SITE-VALIDATION' : code })
  },
})

/** Makes a message of its description: the reader and the writers follow from the schema. */
export function createMessage<T>(
  spec: SiteOrdersSpec<T>,
  examples: Message<T>['examples'] = [],
): SiteOrdersMessage<T> {
  const { schema, formats, reader, order, list, inspect } = spec
  const message = createPlainMessage<T>(
    {
      schema,
      formats,
      dialect: dialects[reader],
      list,
      rename: order && ((tree, notes) => withJsonNames(tree, order, notes)),
      inspect:
        inspect &&
        ((value, inspection) => inspect(value, reader === 'site' ? asSiteSees(inspection) : inspection)),
    },
    examples,
  )
  return {
    ...spec,
    ...message,
    write(value, format = formats[0] ?? 'json', profile = 'canonical') {
      const text = textOf(spec, value, format, () =>
        profile === 'verbatim' ? writeVerbatim(value, schema) : writeJson(value, schema, profile),
      )
      return bodyOf(text, format)
    },
  }
}
