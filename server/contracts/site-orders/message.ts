import { z } from 'zod'
import type { Message, WireBody, WireFormat } from '../operation.ts'
import { readMessage } from './read-message.ts'
import type { MessageSpec } from './read-message.ts'
import { writeJson } from './write-json.ts'
import { writeXml } from './write-xml.ts'
import type { OrderDocument } from './write-xml.ts'

/** A message of contract A: what `Message` promises, and what its reader knows of it. */
export interface SiteOrdersMessage<T> extends Message<T>, Omit<MessageSpec<T>, 'schema' | 'formats'> {}

export const CONTENT_TYPES: Readonly<Record<WireFormat, string>> = {
  json: 'application/json; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
}

/** Text of a value in a format. Throws a `TypeError` when the message has no such form. */
export function textOf<T>(
  { schema, formats }: Pick<MessageSpec<T>, 'schema' | 'formats'>,
  value: T,
  format: WireFormat,
  write: (schema: z.ZodType<T>) => string,
): string {
  if (!formats.includes(format)) throw new TypeError(`This message has no ${format} form`)
  if (format === 'json') return write(schema)
  if (!(schema instanceof z.ZodObject)) throw new TypeError('Only an order document has an XML form')
  return writeXml(value as OrderDocument, schema)
}

/** Makes a message of its description: the reader and the writers follow from the schema. */
export function createMessage<T>(
  spec: MessageSpec<T>,
  examples: Message<T>['examples'] = [],
): SiteOrdersMessage<T> {
  return {
    ...spec,
    examples,
    read: (body, mode, options) => readMessage(spec, body, { ...options, mode }),
    write(value, format = spec.formats[0] ?? 'json', profile = 'canonical'): WireBody {
      const text = textOf(spec, value, format, (schema) => writeJson(value, schema, profile))
      return { bytes: new TextEncoder().encode(text), contentType: CONTENT_TYPES[format] }
    },
  }
}
