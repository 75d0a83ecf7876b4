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

const MULTIPART = 'multipart/form-data'

/** The message as a form (DD-10): one part with its JSON, one with the file that the JSON is without. */
function form(message: Message, schemas: Schemas): Json {
  const withFile = message.examples.find(({ value }) => (value as Json)['file'] !== undefined)
  const { file: _file, ...rest } = (withFile?.value ?? {}) as Json
  return {
    schema: {
      type: 'object',
      required: ['message'],
      properties: {
        message: schemas.of(message.schema),
        file: { type: 'string', format: 'binary', description: 'DD-10: the file itself, in place of `file`' },
      },
    },
    encoding: { message: { contentType: 'application/json' } },
    examples: withFile
      ? { example1: { summary: withFile.title.ru, value: { message: rest, file: '%PDF-1.7 …' } } }
      : {},
  }
}

/** The body of a message in each of its forms, with its examples. */
export function content(message: Message, schemas: Schemas): Json {
  const ofFormats = message.formats.map((format) => [
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
  ])
  const asForm = message.alsoReads?.includes(MULTIPART) ? [[MULTIPART, form(message, schemas)]] : []
  return Object.fromEntries([...ofFormats, ...asForm])
}
