import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { decodeBytes, detectEncoding } from '../../server/understanding/encoding.ts'
import { encodings } from '../../server/understanding/encoding-names.ts'

/** The encoding of a body by its bytes, whatever it says of itself. */

const texts = {
  JSON: '{"Контрагент": "ООО Ёлка", "сумма": 1500.5, "комментарий": "Позвонить до обеда"}',
  XML: '<Документ><ХозОперация>Заказ товара</ХозОперация><Сумма>100</Сумма></Документ>',
  'capitals alone': '<ИНН>ЗАКАЗ ТОВАРА НА СКЛАДЕ</ИНН>',
  'a word': '{"a":"да"}',
  'mostly Latin': `${'{"offer_id":"5b0d6c1e-8a41","quantity":1,"storage":"sclad_moscow"},'.repeat(40)}{"name":"Щебень гранитный"}`,
} as const

describe('encodings by bytes', () => {
  it.each(
    (['utf-8', 'windows-1251', 'koi8-r', 'cp866', 'utf-16le', 'utf-16be'] as const).flatMap((encoding) =>
      Object.entries(texts).map(([what, text]) => [encoding, what, text] as const),
    ),
  )('%s of %s', (encoding, _, text) => {
    const bytes = iconv.encode(text, encoding)
    const report = detectEncoding(bytes, 'application/json')
    expect(report).toMatchObject({ detected: encoding, declared: [], disagree: false })
    expect(decodeBytes(bytes, encoding)).toBe(text)
    // The wrong name is told of, unless the bytes are the same in both.
    const wrong = encodings.find((one) => !one.startsWith(encoding.slice(0, 6)))!
    expect(detectEncoding(bytes, `text/xml; charset=${wrong}`)).toMatchObject({
      detected: encoding,
      disagree: true,
    })
  })

  it.each([
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0)],
    ['noise', Uint8Array.from({ length: 300 }, (_, i) => (i * 149 + 7) % 256)],
  ])('%s is no text', (_, bytes) => expect(detectEncoding(bytes, '').detected).toBeNull())
})
