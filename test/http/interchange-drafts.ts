import iconv from 'iconv-lite'
import type { ExchangeDraft } from '../../server/journal/journal.ts'

/** Values that may be in no exported file. */
export const planted = {
  password: 'Zimnij-Sad-77',
  token: 'tok-9f8e7d6c5b4a',
  cookie: 'a1b2c3d4e5f60718',
  passport: '4509 654321',
  phone: '+7 916 555-12-34',
  email: 'anna.sidorova@example.ru',
  card: '4111 1111 1111 1111',
} as const

const NO_BYTES = new Uint8Array()

/** An exchange that the journal takes, with something of it changed. */
export const aDraft = (change: Partial<ExchangeDraft> = {}): ExchangeDraft => ({
  at: new Date('2026-03-10T10:00:00.000Z'),
  direction: 'in',
  from: 'onec',
  to: 'site',
  operation: null,
  method: 'POST',
  url: 'http://127.0.0.1:8183/some/path',
  path: '/some/path',
  requestHeaders: [['Content-Type', 'application/json']],
  responseHeaders: [['Content-Type', 'application/json']],
  request: NO_BYTES,
  response: NO_BYTES,
  requestContentType: 'application/json',
  responseContentType: 'application/json',
  status: 200,
  durationMs: 12,
  findings: [],
  replacements: [],
  code: null,
  subject: null,
  requestId: null,
  failure: null,
  repeats: null,
  ...change,
})

const { password, token, cookie, passport, phone, email, card } = planted

const json = JSON.stringify({
  password,
  client: { email, telefon: phone, pasport_info: { fio: 'Анна', number: passport, issued: 'ОВД' } },
  pay: { card_number: card },
})
const untidy = `{'token': '${token}', 'client': {'email': '${email}', 'telefon': '${phone}', 'pasport_info': {'number': '${passport}'}}}`
const xml = `<?xml version="1.0" encoding="windows-1251"?><client><name>Анна</name><email>${email}</email><telefon>${phone}</telefon><pasport_info><number>${passport}</number></pasport_info><password>${password}</password><note>карта ${card}</note></client>`
const query = `/exchange?type=sale&sessid=${cookie}&password=${password}&mail=${encodeURIComponent(email)}&phone=${encodeURIComponent(phone)}`

/** Exchanges with personal data and secrets in every form that the contracts know, and in places where none is expected. */
export const plantedDrafts = (): ExchangeDraft[] => [
  // Before the entry that tells that this is a password.
  aDraft({ failure: `сервер не принял ${password}`, status: null }),
  aDraft({
    request: Buffer.from(json),
    response: Buffer.from(untidy),
    requestHeaders: [
      ['Content-Type', 'application/json'],
      ['Authorization', `Bearer ${token}`],
      ['Cookie', `SID=${cookie}`],
      ['X-Api-Key', token],
    ],
    responseHeaders: [['Set-Cookie', `SID=${cookie}; Path=/`]],
    findings: [
      {
        part: 'request',
        severity: 'warning',
        code: 'LA-06',
        message: { ru: `Номер ${passport} с пробелом`, en: `Number ${passport} with a space` },
        line: 1,
        column: 5,
        pointer: '/client/pasport_info/number',
        value: passport,
      },
    ],
    subject: email,
  }),
  aDraft({
    request: iconv.encode(xml, 'windows-1251'),
    requestContentType: 'text/xml; charset=windows-1251',
    requestHeaders: [['Content-Type', 'text/xml; charset=windows-1251']],
    response: iconv.encode(xml, 'windows-1251'),
    responseContentType: 'application/xml',
  }),
  aDraft({ method: 'GET', url: `http://1c:${password}@127.0.0.1:8183${query}`, path: query }),
  aDraft({
    request: Buffer.from(new URLSearchParams({ password, email, phone, card }).toString()),
    requestContentType: 'application/x-www-form-urlencoded',
    response: Buffer.from(`success\nPHPSESSID\n${cookie}\nsessid=${cookie}\n`),
    responseContentType: 'text/plain',
  }),
  // A file in which nothing can be hidden.
  aDraft({
    request: Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), Buffer.from(`${email} ${passport}`)]),
    requestContentType: 'application/zip',
  }),
]
