import {
  ONEC_MODES,
  type DocumentRow,
  type DocumentRowView,
  type OrderLine,
} from '../../mocks/ksup-onec/model.ts'
import type { DocumentKind } from '../../mocks/ksup-onec/model.ts'
import type { KsupOnec } from '../../mocks/ksup-onec/service.ts'
import { KSUP_MODES } from '../../mocks/ksup/model.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import { DEALS, refs } from './ksup-exchange-base.ts'
import type { ExchangeBench } from './ksup-exchange-bench.ts'

/** What people do on both sides in a random story, and what else happens meanwhile. A number decides the details. */

type Step = (bench: ExchangeBench, n: number) => Promise<unknown>

const ARTICLES = ['TR-2041', 'MT-0017', 'BT-110'] as const

const rowOf = (article: string, n: number): DocumentRow => {
  const quantity = 1000 * (1 + (n % 5))
  const price = 10_050 * (1 + (n % 3))
  return { article, name: `Товар ${article}`, quantity, price, amount: (quantity * price) / 1000 }
}
/** One row, two of them, or an article twice (DD-43). */
function rowsOf(n: number): DocumentRow[] {
  const rows = ARTICLES.slice(0, 1 + (n % 2)).map((article, i) => rowOf(article, n + i))
  return n % 7 === 6 ? [...rows, rows[0]!] : rows
}
const linesOf = (n: number): OrderLine[] =>
  rowsOf(n).map((row, i) => ({ ...row, cancelled: n % 11 === 10 && i === 0 }))

const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(list.length, 1)]

const documentsOf = async (onec: KsupOnec, kind: DocumentKind): Promise<DocumentRowView[]> =>
  (await onec.documents({ kind, limit: 500 })).rows

async function orderOf(onec: KsupOnec, deal: number) {
  const [row] = (await onec.documents({ kind: 'order', deal_number: deal, limit: 1 })).rows
  if (!row) return null
  const card = await onec.document(row.ref)
  return card.kind === 'order' ? card : null
}

async function anyCard<Kind extends DocumentKind>(onec: KsupOnec, kind: Kind, n: number) {
  const row = pick(await documentsOf(onec, kind), n)
  if (!row) return null
  const card = await onec.document(row.ref)
  return card.kind === kind ? (card as Extract<typeof card, { kind: Kind }>) : null
}

/** Writes something about 1C or КСУП; what the program refuses to a person is no fault. */
const byPerson =
  (action: (parts: ExchangeBench['parts'], n: number) => Promise<unknown>): Step =>
  (bench, n) =>
    bench.attempt((parts) =>
      action(parts, n).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error
      }),
    )

const DATE = '2025-09-18T14:58:00'

const documents = {
  order: byPerson(async ({ onec }, n) => {
    const deal_number = pick(DEALS, n)!
    const known = await orderOf(onec, deal_number)
    const data = known?.data ?? {
      date: DATE,
      counterparty: refs.linked,
      type: 'Обычный',
      status: 'К выполнению',
      deal_number,
      comment: '',
    }
    await onec.saveDocument({
      kind: 'order',
      ref: known?.ref,
      post: true,
      data: { ...data, rows: linesOf(n) },
    })
  }),
  header: byPerson(async ({ onec }, n) => {
    const known = await orderOf(onec, pick(DEALS, n)!)
    if (!known) return
    const data = { ...known.data, comment: `Звонили ${n} раз` }
    await onec.saveDocument({ kind: 'order', ref: known.ref, post: true, data })
  }),
  end: byPerson(async ({ onec }, n) => {
    const known = await orderOf(onec, pick(DEALS, n)!)
    if (known) await onec.act(known.ref, n % 5 === 4 ? 'reopen' : 'close')
  }),
  ship: byPerson(async ({ onec }, n) => {
    const order = await orderOf(onec, pick(DEALS, n)!)
    if (!order) return
    const data = { date: DATE, counterparty: refs.linked, order: order.ref, rows: rowsOf(n) }
    await onec.saveDocument({ kind: 'shipment', post: true, data })
  }),
  correct: byPerson(async ({ onec }, n) => {
    const known = await anyCard(onec, 'shipment', n)
    if (!known) return
    if (n % 3 === 0) return onec.act(known.ref, known.posted ? 'unpost' : 'post')
    const { date, counterparty, order } = known.data
    const data = { date, counterparty, order, rows: rowsOf(n) }
    return onec.saveDocument({ kind: 'shipment', ref: known.ref, post: true, data })
  }),
  pay: byPerson(async ({ onec }, n) => {
    const orders = await documentsOf(onec, 'order')
    const order = n % 3 === 0 ? null : (pick(orders, n)?.ref ?? null)
    const share = { order, amount: 100_00 * (1 + (n % 4)) }
    const shares = n % 4 === 3 ? [share, { order: null, amount: 50_00 }] : [share]
    const data = { date: '2025-09-20', counterparty: refs.linked, payer: 'Плательщик', shares, comment: '' }
    await onec.saveDocument({ kind: 'payment', post: true, data })
  }),
  assign: byPerson(async ({ onec }, n) => {
    const known = await anyCard(onec, 'payment', n)
    const order = pick(await documentsOf(onec, 'order'), n)
    if (!known || !order) return
    const { bank_key: _own, ...payment } = known.data
    const shares = payment.shares.map((share) => ({ ...share, order: share.order ?? order.ref }))
    await onec.saveDocument({ kind: 'payment', ref: known.ref, post: true, data: { ...payment, shares } })
  }),
  receipt: byPerson(async ({ onec }, n) => {
    const card = n % 6 === 5 ? null : pick(await onec.cards(), n)!.code
    const data = { date: '2025-09-24T16:20:03', operation: 'sale' as const, card, rows: rowsOf(n) }
    await onec.saveDocument({ kind: 'receipt', post: true, data })
  }),
}

const directories = {
  counterparty: byPerson(async ({ onec }, n) => {
    const { ref } = pick((await onec.counterparties({ limit: 100 })).rows, n)!
    const phones = n % 2 === 0 ? undefined : [{ value: `+7900000${String(1000 + (n % 9000))}`, main: true }]
    await onec.saveCounterparty(ref, { name: `Контрагент ${n % 40}`, phones })
    if (n % 4 === 0) await onec.saveCard(`К-${n % 5}`, ref)
  }),
  item: byPerson(async ({ onec }, n) => {
    const { rows, total } = await onec.items({ limit: 100 })
    const fresh = `N-${total}`
    if (n % 3 === 0)
      return onec.saveItem(null, { article: fresh, name: `Новый ${fresh}`, group: refs.group, kind: 'Товар' })
    const { ref, article } = pick(rows, n)!
    const changed = n % 3 === 1 ? { name: `Имя ${n}` } : { article: `${article}+` }
    return onec.saveItem(ref, changed)
  }),
  contact: byPerson(async ({ ksup }, n) => {
    const { code_ksup } = await ksup.createContact({
      name: `Новый клиент ${n}`,
      type: n % 2 === 0 ? 'company' : 'person',
      phones: [{ value: `+7911000${String(1000 + n)}`, main: true }],
    })
    await ksup.saveTask(code_ksup, { title: 'Заказ', active: true, has_order: true })
  }),
}

const SERVER = ['ok', 'error', 'slow', 'maintenance'] as const
const SLOW = [3_000, 12_000, 45_000] as const
const WAITS = [300, 6_000, 6_000, 20_000, 70_000, 400_000] as const

const circumstances = {
  conditions: byPerson(async ({ conditions }, n) => {
    const slow_ms = pick(SLOW, n)!
    if (n % 3 === 0) conditions.set({ ksup: pick(KSUP_MODES, n >> 2)!, slow_ms })
    else if (n % 3 === 1) conditions.set({ server: pick(SERVER, n >> 2)!, slow_ms })
    else conditions.set({ onec: pick(ONEC_MODES, n >> 2)!, slow_ms })
  }),
  wait: (bench: ExchangeBench, n: number) => bench.pass(pick(WAITS, n)!),
  kill: async (bench: ExchangeBench, n: number) => bench.killAfter(n % 80),
}

export const steps = { ...documents, ...directories, ...circumstances } satisfies Record<string, Step>
export type StepName = keyof typeof steps
