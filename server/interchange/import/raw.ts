import { readFile, stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { identify } from '../../contracts/identify.ts'
import type { Found } from '../model.ts'

/** Larger payloads are files of CommerceML, which the explorer opens. */
const RAW_BOUND = 16 * 1024 * 1024

const types: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.xml': 'application/xml',
}

/** What a payload that was saved alone is: a request or an answer of an operation, by what it holds. */
export async function readRaw(file: string, name: string): Promise<Found> {
  const { size, mtime } = await stat(file)
  if (size === 0)
    return { skip: { place: name, code: 'EMPTY', reason: { ru: 'Пустой файл', en: 'An empty file' } } }
  if (size > RAW_BOUND)
    return {
      skip: {
        place: name,
        code: 'TOO-LARGE',
        reason: {
          ru: 'Больше 16 МиБ: такие файлы открывает обозреватель CommerceML',
          en: 'Over 16 MiB: the explorer of CommerceML opens such files',
        },
      },
    }
  const bytes = await readFile(file)
  const contentType = types[extname(name).toLowerCase()] ?? ''
  const found = identify({ bytes, contentType })
  if (!found)
    return {
      skip: {
        place: name,
        code: 'UNREADABLE',
        reason: {
          ru: 'Ни один контракт такого сообщения не знает, или файл не читается',
          en: 'No contract has such a message, or the file cannot be read',
        },
      },
    }
  const { operation, message } = found
  const sent = message === 'request' || (message === 'document' && operation.request !== undefined)
  return {
    exchange: {
      place: name,
      at: mtime,
      method: operation.method,
      // The address is not known; the name says more than an empty line.
      url: `/${encodeURI(name.replaceAll('\\', '/'))}`,
      requestHeaders: [],
      responseHeaders: [],
      request: sent ? bytes : new Uint8Array(),
      response: sent ? new Uint8Array() : bytes,
      requestContentType: sent ? contentType : '',
      responseContentType: sent ? '' : contentType,
      status: null,
      durationMs: 0,
      failure: null,
      source: 'file',
      connection: null,
      direction: sent ? 'in' : 'out',
    },
  }
}
