import { brotliCompressSync, gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import iconv from 'iconv-lite'
import { cmlOperation } from '../../server/contracts/commerceml/operations.ts'
import { contactChange, orders } from '../../server/contracts/ksup/operations.ts'
import { booking, clientupd } from '../../server/contracts/regate/operations.ts'
import { postOrder } from '../../server/contracts/site-orders/operations.ts'
import { isLuhn } from '../../server/interchange/masking/rules.ts'
import type { ExchangeDraft } from '../../server/journal/journal.ts'
import { aDraft } from '../http/interchange-drafts.ts'

/**
 * Exchanges of every contract with secrets and personal data in every form. Each has values of its own: what one entry has
 * told of a value helps with no other.
 */

export interface Secrets {
  password: string
  token: string
  cookie: string
  series: string
  number: string
  phone: string
  email: string
  card: string
}

export function secretsOf(n: number): Secrets {
  const nn = String(10 + n)
  const start = `41111111111${nn}00`
  const check = [...'0123456789'].find((digit) => isLuhn(start + digit))!
  return {
    password: `Zimnij"&Sad-${nn}x7`,
    token: `tok-9f8e7d${nn}6c5b`,
    cookie: `a1b2c3d4e5f6${nn}18`,
    series: `45${nn}`,
    number: `6${nn}543`,
    phone: `+7 916 555-12-${nn}`,
    email: `anna.s${nn}@example.ru`,
    card: (start + check).replace(/\d{4}(?=\d)/g, '$& '),
  }
}

/** What of a value, in whatever spelling, would give it away. */
export const tracesOf = ({ password, token, cookie, series, number, phone, email, card }: Secrets) => [
  /Sad-\d\dx7/.exec(password)![0],
  token,
  cookie,
  `${series} ${number}`,
  series + number,
  phone,
  phone.replace(/\D/g, ''),
  email,
  card,
  card.replaceAll(' ', ''),
]

const xmlText = (text: string) => text.replace(/[&"<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)
const phpEscaped = (text: string) =>
  text
    .replace(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('@', '\\u0040')
    .replaceAll('/', '\\/')
const lines = (text: string) => text.replace(/.{76}/g, '$&\r\n')
const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64')

const order = ({ password, token, cookie, series, number, phone, email, card }: Secrets) => ({
  order_id: '7f0c2a54-1d3b-4b67-9a10-5a1c0f2e9d01',
  password,
  accessToken: token,
  sessid: cookie,
  client: {
    name: 'Анна Сидорова',
    email,
    telefon: phone,
    pasport_info: { fio: 'Анна', number: `${series} ${number}` },
  },
  pay: { card_number: card },
})

const russian = ({ password, token, cookie, series, number, phone, email, card }: Secrets) => ({
  Пароль: password,
  ТокенДоступа: { token },
  sid: cookie,
  Контакты: [
    { Вид: 'Телефон', Значение: phone },
    { Вид: 'Почта', Значение: email },
  ],
  ДанныеПаспорта: `${series} ${number}`,
  НомерКарты: card,
})

const xml = (s: Secrets, prolog = '') =>
  `${prolog}<client><name>Анна</name><email>${s.email}</email><telefon>${s.phone}</telefon><pasport_info><number>${s.series} ${s.number}</number></pasport_info><password>${xmlText(s.password)}</password><token><![CDATA[${s.token}]]></token><session sid="${s.cookie}"/><note>карта ${s.card}</note></client>`

const documents = (s: Secrets) =>
  `<?xml version="1.0" encoding="windows-1251"?><КоммерческаяИнформация ВерсияСхемы="2.10"><Документ><Номер>1</Номер><Контрагенты><Контрагент><УдостоверениеЛичности><ВидДокумента>Паспорт</ВидДокумента><Серия>${s.series}</Серия><Номер>${s.number}</Номер></УдостоверениеЛичности><Контакты><Контакт><Тип>Телефон рабочий</Тип><Значение>${s.phone}</Значение></Контакт><Контакт><Тип>Почта</Тип><Значение>${s.email}</Значение></Контакт></Контакты></Контрагент></Контрагенты><ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>Пароль на сайте</Наименование><Значение>${xmlText(s.password)}</Значение></ЗначениеРеквизита><ЗначениеРеквизита><Наименование>Паспорт покупателя</Наименование><Значение>${s.series} ${s.number}</Значение></ЗначениеРеквизита><ЗначениеРеквизита><Наименование>Карта</Наименование><Значение>${s.card}</Значение></ЗначениеРеквизита></ЗначенияРеквизитов><Комментарий>token=${s.token} sessid=${s.cookie}</Комментарий></Документ></КоммерческаяИнформация>`

const fields = ({
  password,
  token,
  cookie,
  series,
  number,
  phone,
  email,
  card,
}: Secrets): [string, string][] => [
  ['user_password', password],
  ['token', token],
  ['sessid', cookie],
  ['passport', `${series} ${number}`],
  ['phone', phone],
  ['email', email],
  ['card', card],
]

const windowsForm = (s: Secrets) =>
  [...fields(s), ['comment', `Паспорт ${s.series} ${s.number}, звонить ${s.phone}`] as const]
    .map(([name, value]) => {
      const bytes = iconv.encode(value, 'windows-1251')
      return `${name}=${[...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')}`
    })
    .join('&')

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0)

const multipart = (s: Secrets) =>
  Buffer.concat([
    ...fields(s).map(([name, value]) =>
      Buffer.from(`--x1\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
    ),
    Buffer.from(
      '--x1\r\nContent-Disposition: form-data; name="message"\r\nContent-Type: application/json\r\n\r\n',
    ),
    Buffer.from(JSON.stringify(order(s))),
    Buffer.from(
      '\r\n--x1\r\nContent-Disposition: form-data; name="xml"; filename="o.xml"\r\nContent-Type: text/xml\r\n\r\n',
    ),
    iconv.encode(documents(s), 'windows-1251'),
    Buffer.from('\r\n--x1\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'),
    PNG,
    Buffer.from('\r\n--x1--\r\n'),
  ])

type Body = [bytes: Uint8Array | string, contentType: string, coding?: string]

/** Bodies by what they are. */
const bodies: Readonly<Record<string, (s: Secrets) => Body>> = {
  'JSON of an order': (s) => [JSON.stringify(order(s)), 'application/json'],
  'untidy JSON': (s) => [
    `{'password': '${s.password}', token: '${s.token}', 'sid': '${s.cookie}', 'client': {'email': '${s.email}', 'telefon': '${s.phone}', 'pasport_info': {'number': '${s.series} ${s.number}'}}, card: ${s.card.replaceAll(' ', '')}}`,
    'application/json',
  ],
  'JSON with Russian names': (s) => [JSON.stringify(russian(s)), 'application/json'],
  'JSON as PHP escapes it': (s) => [
    phpEscaped(JSON.stringify({ ...russian(s), url: `http://1c:${s.token}@h/?mail=${s.email}` })),
    'application/json',
  ],
  'JSON in windows-1251 that says nothing': (s) => [
    iconv.encode(JSON.stringify(russian(s)), 'windows-1251'),
    'application/json',
  ],
  'JSON in koi8-r': (s) => [iconv.encode(JSON.stringify(russian(s)), 'koi8-r'), 'application/json'],
  'JSON in UTF-16': (s) => [iconv.encode(JSON.stringify(order(s)), 'utf-16'), 'application/json'],
  XML: (s) => [xml(s), 'application/xml'],
  'XML in windows-1251': (s) => [
    iconv.encode(xml(s, '<?xml version="1.0" encoding="windows-1251"?>'), 'windows-1251'),
    'text/xml; charset=windows-1251',
  ],
  'orders of CommerceML': (s) => [iconv.encode(documents(s), 'windows-1251'), 'text/xml'],
  'a form': (s) => [new URLSearchParams(fields(s)).toString(), 'application/x-www-form-urlencoded'],
  'a form in windows-1251': (s) => [windowsForm(s), 'application/x-www-form-urlencoded'],
  'a form of parts': (s) => [multipart(s), 'multipart/form-data; boundary=x1'],
  gzip: (s) => [gzipSync(JSON.stringify(order(s))), 'application/json', 'gzip'],
  brotli: (s) => [brotliCompressSync(xml(s)), 'text/xml', 'br'],
  'gzip that says nothing': (s) => [gzipSync(multipart(s)), 'multipart/form-data; boundary=x1'],
  'JSON in a string of JSON': (s) => [
    JSON.stringify({ payload: JSON.stringify({ inner: JSON.stringify(order(s)) }) }),
    'application/json',
  ],
  'JSON in XML': (s) => [`<log><text>${xmlText(JSON.stringify(russian(s)))}</text></log>`, 'text/xml'],
  'XML in JSON': (s) => [JSON.stringify({ xml: xml(s) }), 'application/json'],
  'base64 in JSON': (s) => [JSON.stringify({ data: base64(JSON.stringify(order(s))) }), 'application/json'],
  'base64 in lines of XML': (s) => [`<Данные>${lines(base64(documents(s)))}</Данные>`, 'text/xml'],
  'base64 in lines of JSON': (s) => [
    JSON.stringify({ data: lines(base64(JSON.stringify(russian(s)))) }),
    'application/json',
  ],
  'gzip in base64': (s) => [JSON.stringify({ data: base64(gzipSync(xml(s))) }), 'application/json'],
  'a file in base64': (s) => [
    JSON.stringify({ content_base64: lines(base64(`%PDF-1.4 \0${JSON.stringify(order(s)).repeat(4)}`)) }),
    'application/json',
  ],
  'an account in base64': (s) => [
    JSON.stringify({ headers: { Authorization: `Basic ${base64(`1c:${s.password}`)}` }, said: s.password }),
    'application/json',
  ],
  'an archive of texts': (s) => [
    zipSync({
      'orders.xml': iconv.encode(documents(s), 'windows-1251'),
      [`${s.email}.txt`]: Buffer.from(xml(s)),
    }),
    'application/zip',
  ],
  'names with values': (s) => [
    JSON.stringify([
      { name: 'Телефон', value: s.phone },
      { name: 'E-mail', value: s.email },
      { name: 'Паспорт', value: `${s.series} ${s.number}` },
      { name: 'Карта', value: s.card },
    ]),
    'application/json',
  ],
  'an answer to checkauth': (s) => [`success\nPHPSESSID\n${s.cookie}\nsessid=${s.cookie}\n`, 'text/plain'],
}

/** Bodies in which nothing can be hidden. */
const opaque: Readonly<Record<string, (s: Secrets) => Body>> = {
  'a picture in an archive': (s) => [
    zipSync({ 'a.png': Buffer.concat([PNG, Buffer.from(JSON.stringify(order(s)))]) }),
    'application/zip',
  ],
  'a PDF of ASCII': (s) => [`%PDF-1.4\n(${s.email} ${s.phone})`, 'application/pdf'],
}

const operations = [postOrder, booking, clientupd, contactChange, orders, cmlOperation('sale', 'query')]

const withBody = ([bytes, type, coding]: Body, i: number): ExchangeDraft => {
  const headers: [string, string][] = [
    ['Content-Type', type],
    ...(coding === undefined ? [] : ([['Content-Encoding', coding]] as [string, string][])),
  ]
  return aDraft({
    operation: operations[i % operations.length]!,
    requestHeaders: headers,
    responseHeaders: headers,
    request: Buffer.from(bytes),
    response: Buffer.from(bytes),
    requestContentType: type,
    responseContentType: type,
  })
}

/** Places beside the bodies. */
const places: Readonly<Record<string, (s: Secrets) => Partial<ExchangeDraft>>> = {
  address: (s) => ({
    method: 'GET',
    url: `http://1c:${s.token}@127.0.0.1:8183/clients/${encodeURIComponent(s.phone)}/cards/${encodeURIComponent(s.card)}?type=sale&sessid=${s.cookie}&password=${encodeURIComponent(s.password)}&mail=${encodeURIComponent(s.email)}&q=${encodeURIComponent(JSON.stringify(order(s)))}`,
    path: `/clients/${encodeURIComponent(s.phone)}?sessid=${s.cookie}&q=${encodeURIComponent(JSON.stringify(russian(s)))}`,
  }),
  headers: (s) => ({
    requestHeaders: [
      ['Authorization', `Basic ${base64(`1c:${s.password}`)}`],
      ['Proxy-Authorization', `Bearer ${s.token}`],
      ['X-Auth-Token', s.token],
      ['X-Api-Key', s.password],
      ['Cookie', `SID=${s.cookie}; other=${s.token}`],
      ['Referer', `http://h/?email=${encodeURIComponent(s.email)}&sessid=${s.cookie}`],
      ['X-Client', JSON.stringify(order(s))],
    ],
    responseHeaders: [
      ['Set-Cookie', `SID=${s.cookie}; Path=/`],
      ['Location', `/pay?card=${s.card.replaceAll(' ', '')}&phone=${encodeURIComponent(s.phone)}`],
    ],
  }),
  findings: (s) => ({
    findings: [
      ['/client/pasport_info/number', `${s.series} ${s.number}`],
      ['/client/telefon', s.phone],
      ['/user/password', s.password],
      ['/pay/card_number', s.card],
    ].map(([pointer, value]) => ({
      part: 'request' as const,
      severity: 'warning' as const,
      code: 'LA-06',
      message: { ru: `Паспорт ${s.series} ${s.number}`, en: `Passport ${s.series} ${s.number}` },
      line: 1,
      column: 5,
      pointer: pointer!,
      value: value!,
      expected: value!,
    })),
    subject: s.email,
    failure: `сервер не принял ${s.phone}, token=${s.token}`,
    status: null,
  }),
}

export interface Planted {
  what: string
  draft: ExchangeDraft
  secrets: Secrets
  /** Nothing can be hidden in it: it stays, unless a person wants it all the same. */
  opaque: boolean
}

export function plantedEverywhere(): Planted[] {
  let n = 0
  const all: Planted[] = []
  const add = (what: string, isOpaque: boolean, make: (s: Secrets) => ExchangeDraft) => {
    const secrets = secretsOf((n += 1))
    all.push({ what, secrets, opaque: isOpaque, draft: make(secrets) })
  }
  for (const [what, make] of Object.entries(bodies)) add(what, false, (s) => withBody(make(s), n))
  for (const [what, make] of Object.entries(opaque)) add(what, true, (s) => withBody(make(s), n))
  for (const [what, make] of Object.entries(places)) add(what, false, (s) => aDraft(make(s)))
  return all
}
