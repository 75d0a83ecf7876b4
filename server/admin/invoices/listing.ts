import { totalsOf } from '../../contracts/site-orders/arithmetic.ts'
import { toLocalTime } from '../../contracts/time.ts'
import { invoiceHeader, printedNumber } from '../../invoice/header.ts'
import type { ListedSource } from '../../invoice/sources/ref.ts'
import type { InvoiceSourceList, InvoiceSourceQuery, InvoiceSourceRow } from '../api-invoice-sources.ts'
import type { BenchParts } from '../deps.ts'
import { entryRows } from './entry-rows.ts'

/** Documents of the bench that an invoice can be made of. */

type Lister = (parts: BenchParts, query: InvoiceSourceQuery) => Promise<InvoiceSourceRow[]>

/** The bases know no periods: of one they are asked for more than is shown. */
const PERIOD_LIMIT = 5000

/** What a base is asked for: it finds by more than number and buyer, the rest is left out below. */
const asked = ({ text, from, to, limit }: InvoiceSourceQuery) => ({
  text,
  limit: Math.max(limit + 1, from === undefined && to === undefined ? 0 : PERIOD_LIMIT),
})

const listers: Record<ListedSource, Lister> = {
  async order({ site }) {
    const versions = await site.latestVersions()
    return versions.map(({ order_id, seq, received_at, body: { order } }): InvoiceSourceRow => {
      const { number, date } = invoiceHeader(order)
      return {
        ref: { source: 'order', id: order_id },
        source: 'order',
        number: number ?? printedNumber(order.order_number),
        date: date ?? order.order_time.slice(0, 10),
        buyer: order.requisites?.organization ?? order.client.name,
        total: totalsOf(order.products.map(({ offer }) => offer)).total,
        seq,
        changed_at: received_at,
      }
    })
  },

  async regate({ regate, enterprises }, query) {
    const lists = enterprises.list().map(async ({ id: enterprise, zone }) => {
      const rows = await regate.orders(enterprise, asked(query))
      return rows.map(({ order_id: id, order_number, created_at, client, amount }): InvoiceSourceRow => ({
        ref: { source: 'regate', enterprise, id },
        source: 'regate',
        number: printedNumber(order_number),
        date: dayIn(created_at, zone),
        buyer: client,
        total: amount,
        seq: null,
        changed_at: created_at,
      }))
    })
    return (await Promise.all(lists)).flat()
  },

  async ksup({ ksup }, query) {
    const documents = await ksup.onec.documents({ kind: 'order', ...asked(query) })
    const own = documents.rows.map(
      ({ ref: id, number, date, counterparty, amount, updated_at }): InvoiceSourceRow => ({
        ref: { source: 'ksup', id },
        source: 'ksup',
        number: printedNumber(number),
        date: date.slice(0, 10),
        buyer: counterparty ?? '',
        total: amount,
        seq: null,
        changed_at: updated_at,
      }),
    )
    const known = new Set(documents.rows.map(({ number }) => number))
    const { zone } = ksup.settings()
    const deals = await ksup.ksup.deals(asked(query))
    // Orders of a real 1C are known to КСУП alone.
    const foreign = deals.rows.flatMap((deal): InvoiceSourceRow[] => {
      const { number, order_number_1c, opened_at, contact, amount, updated_at, deleted } = deal
      if (order_number_1c === null || known.has(order_number_1c) || deleted) return []
      return [
        {
          ref: { source: 'ksup', id: String(number) },
          source: 'ksup',
          number: printedNumber(order_number_1c),
          date: dayIn(opened_at, zone),
          buyer: contact?.name ?? '',
          total: amount,
          seq: null,
          changed_at: updated_at,
        },
      ]
    })
    return [...own, ...foreign]
  },

  async cml({ commerceMl, workspace }, query) {
    const { zone } = workspace.document.value.siteOrders
    const { rows } = await commerceMl.site.orders({ offset: 0, ...asked(query) })
    return rows.map(({ number, number1c, createdAt, buyer, sum, changedAt }): InvoiceSourceRow => ({
      ref: { source: 'cml', id: number },
      source: 'cml',
      number: printedNumber(number1c ?? number),
      date: dayIn(createdAt, zone),
      buyer,
      total: sum,
      seq: null,
      changed_at: changedAt,
    }))
  },

  entry: (parts, { limit }) => entryRows(parts, limit),
}

/** Documents of one source or of all, newest first. Entries of the journal are listed only when they are asked for. */
export async function invoiceSources(
  parts: BenchParts,
  query: InvoiceSourceQuery,
): Promise<InvoiceSourceList> {
  const names = query.source ? [query.source] : (['order', 'regate', 'ksup', 'cml'] as const)
  const lists = await Promise.all(names.map((name) => listers[name](parts, query)))
  const wanted = (query.text ?? '').trim().toLocaleLowerCase('ru')
  const rows = lists
    .flat()
    .filter(({ date }) => (!query.from || query.from <= date) && (!query.to || date <= query.to))
    .filter(({ number, buyer }) =>
      [number, buyer].some((text) => text.toLocaleLowerCase('ru').includes(wanted)),
    )
    .sort((a, b) => (a.changed_at < b.changed_at ? 1 : a.changed_at > b.changed_at ? -1 : 0))
  return { rows: rows.slice(0, query.limit), more: rows.length > query.limit }
}

const dayIn = (instant: string, zone: string): string => toLocalTime(new Date(instant), zone).slice(0, 10)
