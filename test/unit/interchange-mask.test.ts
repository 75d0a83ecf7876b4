import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { createMasker, defaultRules } from '../../server/interchange/masking/masker.ts'
import { isLuhn, maskRuleIds } from '../../server/interchange/masking/rules.ts'

const masker = () => createMasker(defaultRules())
const masked = (text: string) => masker().text(text)

describe('masking by structure and by look', () => {
  it.each([
    ['JSON', '{"password":"hunter-22","n":1}', '{"password":"password-1","n":1}'],
    ['a value with an escaped quote', '{"token":"a\\"b-cdef","n":1}', '{"token":"password-1","n":1}'],
    ['untidy JSON', "{'password': 'hunter-22', 'n': 1}", "{'password': 'password-1', 'n': 1}"],
    ['a bare value gets quotes', '{"telefon": 79161234567}', '{"telefon": "phone-1"}'],
    ['what is not a value stays', '{"password":null,"token":""}', '{"password":null,"token":""}'],
    ['an element', '<password>hunter-22</password>', '<password>password-1</password>'],
    ['an element with CDATA', '<token><![CDATA[abcdef]]></token>', '<token><![CDATA[password-1]]></token>'],
    ['an attribute', '<user pwd="hunter-22"/>', '<user pwd="password-1"/>'],
    ['a query', '/x?type=sale&sessid=abc123def&n=1', '/x?type=sale&sessid=cookie-1&n=1'],
    ['the answer to checkauth', 'success\nPHPSESSID\nq1w2e3r4t5y6\n', 'success\nPHPSESSID\ncookie-1\n'],
    [
      '[AD-43] a passport',
      '{"pasport_info":{"fio":"Ив Ан","number":"45 09"}}',
      '{"pasport_info":{"fio":"passport-2","number":"passport-1"}}',
    ],
    [
      '[AD-43] a passport in XML',
      '<pasport_info><number>4509 123456</number></pasport_info>',
      '<pasport_info><number>passport-1</number></pasport_info>',
    ],
    ['a passport in a sentence', 'Паспорт серия 4509 123456 выдан', 'Паспорт серия passport-1 выдан'],
    ['a card', 'оплата 4111 1111 1111 1111 прошла', 'оплата card-1 прошла'],
    [
      'no card',
      'счёт 4111 1111 1111 1112 и 40702810900000000001',
      'счёт 4111 1111 1111 1112 и 40702810900000000001',
    ],
    ['a phone', 'звоните 8 (916) 123-45-67, +7 495 123 45 67', 'звоните phone-2, phone-1'],
    ['an e-mail', 'пишите на ivan.petrov@example.ru.', 'пишите на email-1.'],
    [
      'a contact of CommerceML',
      '<Контакт><Тип>Телефон рабочий</Тип><Значение>123-45-67</Значение></Контакт>',
      '<Контакт><Тип>Телефон рабочий</Тип><Значение>phone-1</Значение></Контакт>',
    ],
    [
      'ids and sums stay',
      '{"order_id":"7f0c2a54-1d3b-4b67-9a10-5a1c0f2e9d01","sum":"12345678901.50","inn":"500100732259"}',
      '{"order_id":"7f0c2a54-1d3b-4b67-9a10-5a1c0f2e9d01","sum":"12345678901.50","inn":"500100732259"}',
    ],
    ['an account in an address', 'http://1c:secret@example.ru/x', 'http://password-1@example.ru/x'],
  ])('%s', (_, text, expected) => expect(masked(text)).toBe(expected))

  it('one value has one mask, however it is spelled', () => {
    const { text } = masker()
    expect(text('+7 916 123-45-67')).toBe('phone-1')
    expect(text('{"telefon":"8(916)1234567"}')).toBe('{"telefon":"phone-1"}')
    expect(text('+7 916 123-45-68')).toBe('phone-2')
  })

  it('a value known by its place is hidden where nothing tells what it is', () => {
    const one = masker()
    one.text('{"password":"hunter-22"}')
    expect(one.text('не подошло hunter-22, повторите')).toBe('не подошло password-1, повторите')
  })

  it('windows-1251 stays windows-1251, also when nothing says that it is', () => {
    const text = '<?xml version="1.0" encoding="windows-1251"?><a><email>ivan@example.ru</email>Привет</a>'
    const out = masker().bytes(iconv.encode(text, 'windows-1251'), 'application/xml')!
    expect(iconv.decode(Buffer.from(out), 'windows-1251')).toBe(text.replace('ivan@example.ru', 'email-1'))
    const bare = masker().bytes(iconv.encode('Телефон +79161234567', 'windows-1251'), 'text/plain')!
    expect(iconv.decode(Buffer.from(bare), 'windows-1251')).toBe('Телефон phone-1')
  })

  it('bytes that are no text are not let through', () => {
    expect(masker().bytes(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0), 'application/zip')).toBeNull()
  })

  it('addresses are looked at behind their percent signs', () => {
    const address = `http://h/p?mail=${encodeURIComponent('ivan@example.ru')}&q=${encodeURIComponent('{"password":"hunter-22"}')}`
    expect(masker().url(address)).not.toMatch(/ivan|hunter/)
    expect(masker().url('/a%20b?x=1&y=%D1%8F')).toBe('/a%20b?x=1&y=%D1%8F')
  })

  it('headers keep their schemes and the attributes of cookies', () => {
    const headers = masker().headers([
      ['Authorization', 'Bearer abcdefghijk'],
      ['authorization', 'Basic ***'],
      ['Set-Cookie', 'PHPSESSID=abcdef012345; Path=/; HttpOnly'],
      ['Cookie', 'PHPSESSID=abcdef012345; b=2'],
      ['X-Api-Key', 'k-123456'],
      ['Accept', '*/*'],
    ])
    expect(headers.map(([, value]) => value)).toEqual([
      'Bearer password-1',
      'Basic ***',
      'PHPSESSID=cookie-1; Path=/; HttpOnly',
      'PHPSESSID=cookie-1; b=cookie-2',
      'password-2',
      '*/*',
    ])
  })

  it('a rule that is off hides nothing; hits are counted by rule', () => {
    const one = createMasker(new Set(['email']))
    expect(one.text('a@b.ru +79161234567 a@b.ru')).toBe('email-1 +79161234567 email-1')
    const hits = one.hits()
    expect(hits.map(({ id }) => id)).toEqual([...maskRuleIds])
    expect(hits.find(({ id }) => id === 'email')).toMatchObject({ on: true, hits: 2, values: 1 })
    expect(hits.find(({ id }) => id === 'phone')).toMatchObject({ on: false, hits: 0 })
    expect(JSON.stringify(hits)).not.toContain('a@b.ru')
  })

  it('INN of persons is hidden on demand', () => {
    expect(createMasker(new Set(['inn'])).text('{"inn":"500100732259"}')).toBe('{"inn":"inn-1"}')
  })

  it('Luhn', () => {
    expect([isLuhn('4111111111111111'), isLuhn('4111111111111112')]).toEqual([true, false])
  })
})
