import { CONTENT_TYPES } from '../message/message.ts'
import type { Message, WireFormat } from '../operation.ts'
import type { Json } from './json.ts'
import type { Schemas } from './schemas.ts'

const mediaType = (format: WireFormat): string => CONTENT_TYPES[format].split(';')[0]!

/** The value as it travels in JSON; XML is a text to OpenAPI, which cannot describe its repeated and mixed elements. */
function exampleOf(message: Message, value: unknown, format: WireFormat): unknown {
  const written = () => new TextDecoder().decode(message.write(value, format).bytes)
  return format === 'json' ? value : written()
}

/** The body of a message in each of its forms, with its examples. */
export function content(message: Message, schemas: Schemas): Json {
  return Object.fromEntries(
    message.formats.map((format) => [
      mediaType(format),
      {
        schema: format === 'json' ? schemas.of(message.schema) : { type: 'string' },
        examples: Object.fromEntries(
          message.examples.map(({ title, value }, index) => [
            `example${index + 1}`,
            { summary: title.ru, value: exampleOf(message, value, format) },
          ]),
        ),
      },
    ]),
  )
}
