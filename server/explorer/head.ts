import { open } from 'node:fs/promises'
import type { CmlSummary } from '../contracts/commerceml/model.ts'
import type { PartHead } from './model.ts'

/** What the first bytes of a file tell. */
export interface Head {
  encoding: CmlSummary['encoding']
  archive: boolean
  /** The root element as written; `null` when the file does not begin as CommerceML. */
  root: PartHead | null
  /** Local names of the elements that begin in it, in their order. */
  elements: string[]
}

/** Enough for the heads of the classifier and of the catalogue, and for the first record. */
const HEAD_BYTES = 128 * 1024

const attribute = (tag: string, name: string): string =>
  new RegExp(`[\\s"']${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'u').exec(tag)?.slice(1).find(Boolean) ?? ''

/** Looks at the beginning only; that the rest is what it promises is the reader's business. */
export async function readHead(path: string): Promise<Head> {
  const file = await open(path)
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return headOf(buffer.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}

/** @param bytes the beginning of a file */
export function headOf(bytes: Buffer): Head {
  const bom = bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))
  const declared = /encoding\s*=\s*["']([\w-]+)["']/i.exec(bytes.toString('latin1', 0, 300))?.[1] ?? ''
  const encoding = !bom && /^(windows-1251|cp-?1251)$/i.test(declared) ? 'windows-1251' : 'utf-8'
  const text = new TextDecoder(encoding).decode(bytes)
  const root = /<(?:[\w-]+:)?КоммерческаяИнформация(?=[\s>/])[^>]*/u.exec(text)?.[0]
  return {
    encoding,
    archive: bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04')),
    root:
      root === undefined
        ? null
        : {
            version: attribute(root, 'ВерсияСхемы'),
            namespace: attribute(root, 'xmlns'),
            generated: attribute(root, 'ДатаФормирования'),
            encoding,
            bom,
          },
    elements: [...text.matchAll(/<(?:[\w-]+:)?([А-Яа-яЁё]\p{L}*)/gu)].map((found) => found[1]!),
  }
}
