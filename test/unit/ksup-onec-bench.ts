import { onTestFinished } from 'vitest'
import { ksup } from '../../server/contracts/ksup/operations.ts'
import type { OutboxAnswer } from '../../server/contracts/ksup/outbox-state.ts'
import type { PrintedOrder } from '../../server/invoice/order-form/model.ts'
import { createOutbox, outboxMigrations } from '../../server/outbox/create-outbox.ts'
import type { Outbox } from '../../server/outbox/outbox.ts'
import { createChanges } from '../../server/storage/changes.ts'
import { openDatabase } from '../../server/storage/database.ts'
import { KsupSettings } from '../../server/storage/document-schema.ts'
import { insertCounterparty } from '../../mocks/ksup-onec/counterparty-store.ts'
import { counterpartyVerdicts } from '../../mocks/ksup-onec/counterparty-telling.ts'
import { createDocuments } from '../../mocks/ksup-onec/documents/documents.ts'
import type { Documents } from '../../mocks/ksup-onec/documents/documents.ts'
import { messageSettled } from '../../mocks/ksup-onec/documents/settled.ts'
import { insertItem } from '../../mocks/ksup-onec/item-store.ts'
import { itemVerdicts } from '../../mocks/ksup-onec/item-telling.ts'
import type {
  DocumentAction,
  DocumentCard,
  DocumentInput,
  DocumentRow,
  OrderLine,
  VerdictView,
} from '../../mocks/ksup-onec/model.ts'
import { ksupOnecMigrations } from '../../mocks/ksup-onec/tables.ts'
import type { KsupOnecTables } from '../../mocks/ksup-onec/tables.ts'
import { fakeTime } from './fake-time.ts'

/** Documents of the simulated 1C with its real outbox, and a receiver that answers what the test says. */

export const CUSTOMER = 'c0000000-94a5-41f0-8de9-0242ac120001'
export const OTHER_CUSTOMER = 'c0000000-94a5-41f0-8de9-0242ac120002'
export const CARD = '2900000000017'
export const CARD_OF_NOBODY = '2900000000024'

const ok: OutboxAnswer = { status: 200, code: null }

export interface Sent {
  id: string
  operation: string
  body: Record<string, unknown>
}

export const row = (article: string, quantity = 1000, price = 10_000): DocumentRow => ({
  article,
  name: `Товар ${article}`,
  quantity,
  price,
  amount: (quantity * price) / 1000,
})
export const line = (article: string, quantity = 1000, cancelled = false): OrderLine => ({
  ...row(article, quantity),
  cancelled,
})

/** `order-add: +first-posting`, `order-change: -marketing`: what would go, and why. */
export const said = ({ kind, wouldSend, reasons }: VerdictView): string =>
  `${kind}: ${reasons.map(({ code }) => `${wouldSend ? '+' : '-'}${code}`).join(' ')}`

/** A message in words: «add 7741», «income 7741 1000», «unassigned 54». */
export function inWords({ operation, body }: Sent): string {
  const words = [body['type'], body['deal_number'], body['code_1c']].filter((word) => word !== undefined)
  if (operation === 'ksup.income') return ['income', ...words, body['amount']].join(' ')
  if (operation === 'ksup.unassignedIncome') return ['unassigned', body['amount']].join(' ')
  return [operation.replace('ksup.', ''), ...words].join(' ')
}

const customer = { kind: 'legal', emails: [], deletion_mark: false } as const

export async function ksupOnecBench(settings: Partial<KsupSettings> = {}) {
  const time = fakeTime()
  const database = await openDatabase(':memory:', [outboxMigrations, ksupOnecMigrations])
  const db = database.withTables<KsupOnecTables>()
  const changes = createChanges()
  const sent: Sent[] = []
  const printed: PrintedOrder[] = []
  const reported: unknown[] = []
  const bench = {
    db,
    time,
    /** What left 1C, in order. */
    sent,
    printed,
    reported,
    settings: KsupSettings.parse(settings),
    answer: (_message: Sent): OutboxAnswer | Promise<OutboxAnswer> => ok,
    /** Body of the answers. */
    value: {} as unknown,
    outbox: null as unknown as Outbox,
    documents: null as unknown as Documents,
    /** What left since the last time that this was asked, in words. */
    async news(): Promise<string[]> {
      await bench.outbox.idle()
      return sent.splice(0).map(inWords)
    },
    async order(data: Partial<DocumentInput['order']> = {}, { ref, post = true }: How = {}) {
      return bench.documents.saveDocument({ kind: 'order', ref, post, data: { ...anOrder, ...data } })
    },
    async shipment(data: Partial<DocumentInput['shipment']>, { ref, post = true }: How = {}) {
      return bench.documents.saveDocument({ kind: 'shipment', ref, post, data: { ...aShipment, ...data } })
    },
    async payment(data: Partial<DocumentInput['payment']>, { ref, post = true }: How = {}) {
      return bench.documents.saveDocument({ kind: 'payment', ref, post, data: { ...aPayment, ...data } })
    },
    async receipt(data: Partial<DocumentInput['receipt']> = {}, { ref, post = true }: How = {}) {
      return bench.documents.saveDocument({ kind: 'receipt', ref, post, data: { ...aReceipt, ...data } })
    },
    /** An item of an exported group that was never told of. */
    async item(ref: string, article: string) {
      const texts = {
        code: ref,
        article,
        name: `Товар ${article}`,
        series: '',
        manufacturer: '',
        kind: 'Товар',
      }
      await db
        .insertInto('ksup_onec_group')
        .values({ ref: 'group', name: 'Тренажёры', exported: 1 })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      await insertItem(
        db,
        { ...texts, group_ref: 'group', deletion_mark: 0, archived: 0 },
        { ref, code: ref },
      )
    },
    act: (document: DocumentCard, action: DocumentAction) => bench.documents.act(document.ref, action),
    verdicts: async ({ ref }: DocumentCard) => (await bench.documents.document(ref)).verdicts.map(said),
    /** Reasons on the operator's list about a document. */
    async listed({ ref }: DocumentCard): Promise<string[]> {
      const found = (await bench.documents.operatorList()).find((shown) => shown.ref === ref)
      return found?.reasons.map(({ code }) => code) ?? []
    },
  }
  const outbox = createOutbox({
    db: database,
    sender: 'onec',
    clock: time.now,
    changes,
    area: 'ksup-onec',
    timers: time.timers,
    zone: () => bench.settings.zone,
    async send(message) {
      sent.push(message)
      const answer = await bench.answer(message)
      return { answer, message: answer.code, value: bench.value, entry: null }
    },
    settled: messageSettled,
    report: (error) => void reported.push(error),
  })
  bench.outbox = outbox
  bench.documents = createDocuments({
    db,
    clock: time.now,
    changes,
    settings: () => bench.settings,
    outbox,
    print(order) {
      printed.push(order)
      return Buffer.from(`%PDF-1.4 ${JSON.stringify(order)}`)
    },
    verdictsOf: {
      counterparty: (base, ref) => counterpartyVerdicts(base, outbox, ref),
      item: (base, ref) => itemVerdicts(base, outbox, ref),
    },
  })
  const given = { phones: [{ value: '+79000000002', main: true }], inn: '7701234567' }
  await insertCounterparty(
    db,
    { ...customer, ...given, name: 'ООО «Тихая Гавань»' },
    { ref: CUSTOMER, code_1c: '00-00001873', code_ksup: '58213' },
  )
  await insertCounterparty(
    db,
    { ...customer, phones: [], inn: null, name: 'ИП Соколова' },
    { ref: OTHER_CUSTOMER, code_1c: '00-00001900', code_ksup: null },
  )
  await db.insertInto('ksup_onec_card').values({ code: CARD, owner: CUSTOMER }).execute()
  await db.insertInto('ksup_onec_card').values({ code: CARD_OF_NOBODY, owner: null }).execute()
  await outbox.start()
  onTestFinished(async () => {
    await outbox.stop()
    await db.destroy()
  })
  return bench
}

interface How {
  ref?: string
  post?: boolean
}

export const anOrder: DocumentInput['order'] = {
  date: '2025-09-18T14:58:00',
  counterparty: CUSTOMER,
  type: 'Обычный',
  status: 'К выполнению',
  deal_number: 7741,
  comment: '',
  rows: [line('TR-2041', 2000), line('MT-0017', 10_000)],
}
export const aShipment: DocumentInput['shipment'] = {
  date: '2025-09-22T10:58:30',
  counterparty: CUSTOMER,
  order: null,
  rows: [row('TR-2041', 2000), row('MT-0017', 10_000)],
}
export const aPayment: DocumentInput['payment'] = {
  date: '2025-09-20',
  counterparty: CUSTOMER,
  payer: '',
  shares: [],
  comment: '',
}
export const aReceipt: DocumentInput['receipt'] = {
  date: '2025-09-24T16:20:03',
  operation: 'sale',
  card: CARD,
  rows: [row('BT-110', 2000, 45_000), row('GL-003', 1000, 125_000)],
}

/** `null` when the contract allows the body of a message that left, else its first fault. */
export function faultOf({ operation, body }: Sent): string | null {
  const message = ksup.operations.find(({ id }) => id === operation)!.request!
  const bytes = Buffer.from(JSON.stringify(body))
  const { findings } = message.read({ bytes, contentType: 'application/json' }, 'strict')
  const fault = findings.find(({ severity }) => severity === 'error')
  return fault ? `${fault.pointer} ${fault.code}` : null
}
