import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bodyView, sha256Of } from '../../server/journal/body-view.ts'
import { maskHeaders, maskPersonal, maskUrl } from '../../server/journal/mask.ts'

describe('secrets in headers', () => {
  it.each([
    ['Authorization', 'Basic MWM6c2VjcmV0', 'Basic ***'],
    ['authorization', 'Bearer abc.def', 'Bearer ***'],
    ['AUTHORIZATION', 'abcdef', '***'],
    ['Authorization', 'Basic MWM6\r\nc2VjcmV0', 'Basic ***'],
    ['Proxy-Authorization', 'Basic MWM6c2VjcmV0', 'Basic ***'],
    ['Cookie', 'session=abc; theme=dark', 'session=***; theme=***'],
    ['Set-Cookie', 'session=abc; Path=/site; HttpOnly', 'session=***; Path=/site; HttpOnly'],
    ['X-Request-Id', 'abc', 'abc'],
  ])('%s: %s', (name, value, masked) => {
    expect(maskHeaders([[name, value]])).toEqual([[name, masked]])
  })

  it('[property] no secret of an Authorization header survives', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), (secret) => {
        const encoded = Buffer.from(`1c:${secret}`).toString('base64')
        expect(JSON.stringify(maskHeaders([['Authorization', `Basic ${encoded}`]]))).not.toContain(encoded)
      }),
    )
  })

  it('an account inside of an address', () => {
    expect(maskUrl('https://user:secret@shop.example/api?a=b@c')).toBe('https://***@shop.example/api?a=b@c')
    expect(maskUrl('https://shop.example/a@b')).toBe('https://shop.example/a@b')
  })
})

describe('[AD-43] passport numbers in a shown body keep their last two characters', () => {
  it.each([
    ['JSON', '{"pasport_info":{"fio":"А","number":"4500 123456","issued":"x"}}', '"number":"*********56"'],
    ['spaced JSON', '{ "pasport_info" : {\n "number" : "4500123456" } }', '"number" : "********56"'],
    [
      'the untidy samples',
      "{'pasport_info': {'fio': 'А', 'number': '4500123456',}}",
      "'number': '********56'",
    ],
    ['a bare number', '{"pasport_info":{"number":4500123456}}', '"number":********56}'],
    [
      'braces in another value',
      '{"pasport_info":{"issued":"{ОВД}","number":"4500123456"}}',
      '"number":"********56"',
    ],
    ['an escaped quote', '{"pasport_info":{"number":"45\\"123456"}}', '"number":"********56"'],
    [
      'XML',
      '<pasport_info><fio>А</fio><number>4500123456</number></pasport_info>',
      '<number>********56</number>',
    ],
  ])('%s', (_, text, expected) => {
    const masked = maskPersonal(text)
    expect(masked).toContain(expected)
    expect(masked).toHaveLength(text.length)
  })

  it('every passport of a batch', () => {
    const one = '{"pasport_info":{"fio":"А","number":"4500123456","issued":"x"},"order_number":"004417"}'
    const masked = maskPersonal(`[${one},${one}]`)
    expect(masked.match(/\*{8}56/g)).toHaveLength(2)
    expect(masked.match(/004417/g)).toHaveLength(2)
  })

  it('leaves a body without a passport alone', () => {
    const text = '{"pasport_info":null,"delivery":{"number_delivery":"123456"},"number":"123456"}'
    expect(maskPersonal(text)).toBe(text)
  })
})

describe('a body as it is shown', () => {
  const view = (bytes: Uint8Array, contentType: string) => bodyView(bytes, contentType, sha256Of(bytes))

  it('is decoded by what it says of itself', () => {
    expect(view(Buffer.from('привет'), 'text/plain')).toMatchObject({ text: 'привет', encoding: 'utf-8' })
    const cp1251 = Buffer.from([0xef, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2])
    expect(view(cp1251, 'application/json; charset="windows-1251"')).toMatchObject({
      text: 'привет',
      encoding: 'windows-1251',
    })
    const xml = Buffer.concat([Buffer.from('<?xml version="1.0" encoding="windows-1251"?><a>'), cp1251])
    expect(view(xml, 'application/xml').text).toMatch(/привет$/)
    expect(view(Buffer.from('abc'), 'text/plain; charset=martian')).toMatchObject({ text: 'abc' })
  })

  it('is binary when it is not text', () => {
    expect(view(Buffer.from([0xff, 0xfe, 0x00, 0xd8]), '')).toMatchObject({ text: null, encoding: 'binary' })
  })

  it('is cut to 1 MiB, never through a character', () => {
    const bytes = Buffer.from(`a${'я'.repeat(600_000)}`)
    const { text, truncated, bytes: size } = view(bytes, '')
    expect(truncated).toBe(true)
    expect(size).toBe(1_200_001)
    expect(Buffer.byteLength(text!)).toBe(1024 * 1024 - 1)
    expect(text).toMatch(/^aя+$/)
  })
})
