import { createHash } from 'node:crypto'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { decodeBase64, decodedLength, encodeBase64 } from '../../server/contracts/ksup/base64.ts'
import * as examples from '../../server/contracts/ksup/examples.ts'
import { FILE_LIMIT_BYTES, fileTypeOf, orderFile } from '../../server/contracts/ksup/file.ts'
import type { OrderFile } from '../../server/contracts/ksup/file.ts'
import { orderMessage } from '../../server/contracts/ksup/messages.ts'
import { bodyOf } from './ksup-bodies.ts'

const pdf = strToU8('%PDF-1.4\n% demo\n%%EOF\n')
const mxl = Uint8Array.of(...strToU8('MOXCEL'), 0, 8, 0)
const xlsx = zipSync({
  '[Content_Types].xml': strToU8('<Types/>'),
  'xl/workbook.xml': strToU8('<workbook/>'),
})
const docx = zipSync({
  '[Content_Types].xml': strToU8('<Types/>'),
  'word/document.xml': strToU8('<document/>'),
})

const file = orderFile('Заказ.pdf', pdf)
const read = (changed: object, mode: 'strict' | 'lenient' = 'strict') =>
  orderMessage.read(bodyOf({ ...examples.orderAdd, file: { ...file, ...changed } }), mode)
const faults = (changed: object, mode?: 'strict' | 'lenient') =>
  read(changed, mode).findings.map(({ code, pointer }) => `${code} ${pointer}`)

describe('the type of a file', () => {
  it.each([
    ['pdf', pdf],
    ['xlsx', xlsx],
    ['docx', docx],
    ['mxl', mxl],
  ] as const)('[DD-11] %s is told by its content, whatever its name', (type, bytes) => {
    expect(fileTypeOf(bytes)).toBe(type)
    expect(faults(orderFile('order.exe', bytes))).toEqual([])
  })

  it.each([
    ['a program', strToU8('MZ program')],
    ['an archive of other files', zipSync({ 'a.txt': strToU8('a') })],
    ['nothing', new Uint8Array()],
    ['a text that names a PDF inside', strToU8('see %PDF-1.4')],
  ])('[DD-11, D-53] %s is refused with KS-FILE', (_name, bytes) => {
    expect(fileTypeOf(bytes)).toBeNull()
    expect(() => orderFile('x.pdf', bytes)).toThrow(TypeError)
    expect(faults(described(bytes))).toEqual(['KS-FILE /file/content_base64'])
  })

  it('[DD-11] a wrong mime is a warning: the content stands', () => {
    const result = read({ mime: 'application/octet-stream' })
    expect(result.value).not.toBeNull()
    expect(result.findings).toMatchObject([
      { code: 'W-FILE-TYPE', severity: 'warning', expected: 'application/pdf' },
    ])
  })
})

/** Size, digest and content of bytes of any type. */
const described = (bytes: Uint8Array): Pick<OrderFile, 'size' | 'sha256' | 'content_base64'> => ({
  size: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
  content_base64: encodeBase64(bytes),
})

describe('what refuses a file', () => {
  it.each(['strict', 'lenient'] as const)('[DD-10, D-53, D-61] %s: size and digest have to hold', (mode) => {
    expect(faults({}, mode)).toEqual([])
    expect(faults({ size: pdf.length + 1 }, mode)).toEqual(['KS-FILE /file/size'])
    expect(faults({ sha256: '0'.repeat(64) }, mode)).toEqual(['KS-FILE /file/sha256'])
    expect(faults({ sha256: 'abc' }, mode)).toEqual(['KS-FILE /file/sha256'])
  })

  it.each(['JVBE=RGB', 'JV==BERi', 'JVBERi0', 'JVB*', 'JVBE\n'])(
    '[DD-10] "%s" is no base64 of strict reading',
    (content_base64) => {
      expect(decodeBase64(content_base64)).toBeNull()
      expect(faults({ content_base64 })).toEqual(['KS-FILE /file/content_base64'])
    },
  )

  it.each(['a/b.pdf', 'a\\b.pdf', '..', '.'])('[DD-10] the name %s', (name) => {
    expect(faults({ name })).toEqual(['KS-FILE /file/name'])
  })

  it('[DD-10] names have 1 to 255 characters', () => {
    expect(faults({ name: 'я'.repeat(255) })).toEqual([])
    expect(faults({ name: 'я'.repeat(256) })).toEqual(['KS-VALIDATION /file/name'])
    expect(faults({ name: '' })).toEqual(['KS-VALIDATION /file/name'])
  })

  it('[DD-61, D-53] the rows do not stand without their file', () => {
    expect(read({ size: 1 }).value).toBeNull()
  })

  it('[DD-11] 10 MiB are taken, a byte more is too large', () => {
    const bytes = new Uint8Array(FILE_LIMIT_BYTES + 1)
    bytes.set(pdf)
    expect(faults(orderFile('a.pdf', bytes.subarray(0, -1)))).toEqual([])
    expect(faults({ ...file, size: bytes.length, content_base64: encodeBase64(bytes) })).toEqual([
      'KS-TOO-LARGE /file/content_base64',
    ])
  })
})

it('[DD-10] the length of a file is known before it is decoded', () => {
  for (let length = 0; length < 10; length += 1) {
    const text = encodeBase64(new Uint8Array(length))
    expect(decodedLength(text)).toBe(length)
    expect(decodeBase64(text)).toHaveLength(length)
  }
})
