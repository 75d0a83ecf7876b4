import type { z } from 'zod'
import type { Message, WireBody, WireFormat } from '../operation.ts'
import { readMessage } from './read-message.ts'
import type { MessageSpec } from './read-message.ts'
import { writeJson } from './write-json.ts'

export const CONTENT_TYPES: Readonly<Record<WireFormat, string>> = {
  json: 'application/json; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
}

/** The text of a message as a body. */
export const bodyOf = (text: string, format: WireFormat): WireBody => ({
  bytes: new TextEncoder().encode(text),
  contentType: CONTENT_TYPES[format],
})

/** What the writers of a message go by. */
export interface WriterSpec<T> {
  schema: z.ZodType<T>
  formats: readonly WireFormat[]
}

/** Throws a `TypeError` when the message has no such form. */
export function assertFormat({ formats }: WriterSpec<unknown>, format: WireFormat): void {
  if (!formats.includes(format)) throw new TypeError(`This message has no ${format} form`)
}

/**
 * Makes a message of its description: the reader and the writer follow from the schema. The writer knows JSON; it spells
 * the profile `verbatim` as `compat`, for there are no samples to repeat.
 */
export function createMessage<T>(spec: MessageSpec<T>, examples: Message<T>['examples'] = []): Message<T> {
  return {
    schema: spec.schema,
    formats: spec.formats,
    examples,
    read: (body, mode, options) => readMessage(spec, body, { ...options, mode }),
    write(value, format = 'json', profile = 'canonical') {
      assertFormat(spec, format)
      return bodyOf(writeJson(value, spec.schema, profile === 'canonical' ? profile : 'compat'), format)
    },
  }
}
