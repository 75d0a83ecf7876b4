import type {
  CmlDocument,
  CmlLine,
  CmlRequisite,
  CmlVersion,
} from '../../server/contracts/commerceml/model.ts'
import { cmlVersions } from '../../server/contracts/commerceml/model.ts'
import type { CmlSiteProfile } from '../../server/contracts/commerceml/site-profiles.ts'
import { siteStatusNames } from '../../server/contracts/commerceml/site-profiles.ts'
import { onecTimeText, toLocalTime } from '../../server/contracts/time.ts'
import type { FaultsOfRequest } from './faults.ts'
import { DELIVERY_ID, emptyDocument } from './new-order.ts'
import { buyerOf, type SiteOrder } from './orders.ts'

/** Orders as they go out with `query` (commerceml sections 10, 10.1, 10.3), and the failures that spoil them. */

const atLeast = (version: CmlVersion, other: CmlVersion): boolean =>
  cmlVersions.indexOf(version) >= cmlVersions.indexOf(other)

const ranked = (version: string): number => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major * 1000 + minor
}

/** The answer's version: the lower one of what 1C asks for and what the site has; 2.05 when nothing was asked for. */
export function answerVersion(asked: string | null, profile: CmlSiteProfile): CmlVersion {
  const highest = ranked(profile.sale.version)
  const wanted = asked === null || asked === '' || !/^\d+\.\d+$/.test(asked) ? ranked('2.05') : ranked(asked)
  const fitting = cmlVersions.filter((version) => ranked(version) <= Math.min(wanted, highest))
  return fitting.at(-1) ?? '2.03'
}

const BUYER_ID_LENGTH = 40

/** `Ид` of the buyer: how each site makes it is what doubles or merges counterparties in 1C (section 13). */
function buyerIdOf({ document, buyerNo }: SiteOrder, profile: CmlSiteProfile): string {
  if (profile.sale.buyer === 'guest') return 'wc1c#user#0'
  const name = buyerOf(document)
  if (profile.sale.buyer === 'name') return name
  const email = document.parties[0]?.contacts.find(({ type }) => type === 'Почта')?.value ?? ''
  return `${buyerNo}#${email.split('@')[0] || `user${buyerNo}`}#${name}`.slice(0, BUYER_ID_LENGTH)
}

/** Dates inside requisites: printed before 2.10, ISO from 2.10 on. */
const dateOf = (instant: string, version: CmlVersion, zone: string): string => {
  const local = toLocalTime(new Date(instant), zone)
  if (atLeast(version, '2.10')) return local
  const [date = '', time = ''] = onecTimeText(local).split(' ')
  return `${date} ${time.padStart(8, '0')}`
}

interface Outgoing {
  profile: CmlSiteProfile
  version: CmlVersion
  zone: string
  on: FaultsOfRequest
}

function requisitesOf(order: SiteOrder, { profile, version, zone, on }: Outgoing): CmlRequisite[] {
  const { id, name } = on('F14')
    ? { id: 'Z', name: 'Ожидает решения менеджера' }
    : profile.sale.statuses[order.status]
  const delivery = order.document.lines.find((line) => line.id === DELIVERY_ID)
  const changed = dateOf(order.statusAt, version, zone)
  const all: [string, string | null][] = [
    ['Метод оплаты', 'Банковская карта'],
    ['Метод оплаты ИД', '2'],
    ['Способ доставки', delivery ? 'Курьер' : 'Самовывоз'],
    ['Метод доставки ИД', delivery ? '2' : '1'],
    ['Заказ оплачен', String(order.paid)],
    ['Доставка разрешена', atLeast(version, '2.10') ? null : String(order.shipped)],
    ['Отменен', String(order.cancelled)],
    ['Финальный статус', String(siteStatusNames[order.status].final)],
    ['Статус заказа', profile.sale.statusPrefix ? `[${id}] ${name}` : name],
    ['Статуса заказа ИД', id],
    ['Дата изменения статуса', changed],
    ['Дата оплаты', order.paid ? changed : null],
    ['Номер платежного документа', order.paid ? order.number : null],
    ['Дата отгрузки', order.shipped ? changed : null],
    ['Дата отмены заказа', order.cancelled ? changed : null],
    ['Комментарии покупателя', order.document.comment || null],
    ['Сайт', profile.sale.statusPrefix ? '[s1] Интернет-магазин' : null],
  ]
  return all.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]))
}

const versionMark = (changeNo: number): string => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(changeNo))
  return bytes.toString('base64')
}

const SPELLINGS = [
  (date: string) => `${date}+03:00`,
  (date: string) => date.split('-').reverse().join('.'),
  () => '0001-01-01',
  () => '01.01.1970',
]

const twice = (line: CmlLine): CmlLine =>
  line.id === DELIVERY_ID || line.id.includes('#') ? line : { ...line, id: `${line.id}#${line.id}` }

function spoiled(document: CmlDocument, index: number, seen: Set<string>, on: FaultsOfRequest): CmlDocument {
  const out = { ...document }
  if (on('F13')) {
    const [buyer] = out.parties
    const name = buyer?.name ?? ''
    const again = seen.has(name)
    seen.add(name)
    if (buyer)
      out.parties = [
        {
          ...buyer,
          id: 'site#user#0',
          name: again ? `${name.split(' ').reverse().join(' ')} (${out.number})` : name,
        },
      ]
  }
  if (on('F20')) out.lines = out.lines.map(twice)
  if (on('F29')) out.date = SPELLINGS[index % SPELLINGS.length]!(out.date)
  if (on('F31')) out.sum = (out.sum ?? 0) + 137
  return out
}

/** A document that УТ cannot take, and the whole batch with it (section 3.2, F18). */
const badDocument = (date: string): CmlDocument => ({
  ...emptyDocument('bad-document'),
  date,
  time: '00:00:00',
  currency: '',
  parties: [
    {
      id: null,
      name: 'Без идентификатора',
      officialName: null,
      fullName: 'Без идентификатора',
      inn: null,
      kpp: null,
      okpo: null,
      role: 'Покупатель',
      lastName: null,
      firstName: null,
      middleName: null,
      address: null,
      contacts: [],
    },
  ],
})

function outgoingDocument(order: SiteOrder, out: Outgoing): CmlDocument {
  const { version, profile } = out
  const known = atLeast(version, '2.08')
  const parties = order.document.parties.map((party, at) =>
    at === 0 ? { ...party, id: buyerIdOf(order, profile) } : party,
  )
  const mark = known ? versionMark(order.changeNo) : ''
  return {
    ...order.document,
    parties,
    version: mark,
    number1c: known ? order.id1c : null,
    deleted: false,
    requisites: requisitesOf(order, out),
    subordinate: [...order.payments, ...order.shipments].map((document) => ({
      ...document,
      parties,
      version: mark,
      basis: order.document.id,
    })),
  }
}

/** Records of an answer to `query`. */
export function outgoingOrders(orders: readonly SiteOrder[], out: Outgoing): CmlDocument[] {
  const seen = new Set<string>()
  const documents = orders.map((order, index) => spoiled(outgoingDocument(order, out), index, seen, out.on))
  if (out.on('F18')) documents.push(badDocument(toLocalTime(new Date(0), out.zone).slice(0, 10)))
  return documents
}
