import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Kysely } from 'kysely'
import { orderFile } from '../../server/contracts/ksup/file.ts'
import { ksup as contract } from '../../server/contracts/ksup/operations.ts'
import type { OrderFile, OrderType, Row } from '../../server/contracts/ksup/schema.ts'
import { createChanges } from '../../server/storage/changes.ts'
import { openDatabase } from '../../server/storage/database.ts'
import { KsupSettings } from '../../server/storage/document-schema.ts'
import type { Timers } from '../../server/storage/timers.ts'
import { createKsup, ksupMigrations } from '../../mocks/ksup/ksup.ts'
import type { KsupDemoData } from '../../mocks/ksup/demo.ts'
import type { Applied, PriceStockReply, ReceivedMessage, WayToOnec } from '../../mocks/ksup/service.ts'
import { ksupTableNames, type KsupTables } from '../../mocks/ksup/tables.ts'

/** A simulated КСУП on a database in memory, with a 1C that is a few lines of script. */

export const demo: KsupDemoData = {
  contacts: [
    {
      code_ksup: '58213',
      name: 'ООО «Тихая Гавань»',
      type: 'company',
      emails: [{ value: 'zakaz@gavan.example.ru', main: true }],
      phones: [
        { value: '8 (900) 000-00-01', main: false },
        { value: '8 (900) 000-00-02', main: true },
      ],
      tasks: [],
    },
    { code_ksup: '58214', name: 'Соколова Анна', type: 'person', code_1c: '00-00001800', tasks: [] },
  ],
  items: [
    {
      article: 'TR-2041',
      name: 'Тренажёр гребной «Волна»',
      series: 'Волна',
      manufacturer: 'Завод «Пример-Спорт»',
      source_ref: 'a9000000-94a5-11f0-8de9-0242ac120001',
    },
    { article: 'MT-0017', name: 'Коврик 180×60, серый', source_ref: null },
  ],
  deals: [{ number: 7741, title: 'Оснащение зала', contact: '58214', responsible: 'Орлова' }],
}

type Requested = Parameters<WayToOnec['requestContact']>[1] & { messageId: string }

export async function ksupBench(data: KsupDemoData = demo) {
  const db = await openDatabase(':memory:', [ksupMigrations])
  const requests: Requested[] = []
  const asked: { contact_code?: string | null; articles: string[] }[] = []
  const errors: unknown[] = []
  const timers: { run(): void; delayMs: number }[] = []
  const scripted = { reply: null as PriceStockReply | null, pokes: 0, changes: 0, broken: false }
  let now = Date.parse('2026-03-10T09:30:00.000Z')
  const changes = createChanges()
  changes.subscribe(({ area }) => {
    expect(area).toBe('ksup')
    scripted.changes += 1
  })
  const onec: WayToOnec = {
    async requestContact(trx, contact) {
      expect(trx.isTransaction).toBe(true)
      const messageId = randomUUID()
      requests.push({ ...contact, messageId })
      if (scripted.broken) throw new Error('the outbox is full')
      return messageId
    },
    poke: () => void (scripted.pokes += 1),
    async priceStock(request) {
      asked.push(request)
      return scripted.reply!
    },
  }
  const heldTimers: Timers = {
    set(run, delayMs) {
      const timer = { run, delayMs }
      timers.push(timer)
      return timer
    },
    clear: (timer) => void timers.splice(timers.indexOf(timer as (typeof timers)[number]), 1),
  }
  const settings = KsupSettings.parse({ responsible: 'Главный бухгалтер' })
  const open = () =>
    createKsup({
      db,
      // Every look at the clock is a second later, so that «newest» means something.
      clock: () => new Date((now += 1000)),
      changes,
      settings: () => settings,
      onec,
      timers: heldTimers,
      report: (error) => errors.push(error),
    })
  const ksup = open()
  await ksup.seed(data)

  const tables = db.withTables<KsupTables>() as Kysely<KsupTables>
  return {
    ksup,
    /** КСУП after a restart: another process on the same base. */
    open,
    db,
    requests,
    asked,
    errors,
    timers,
    scripted,
    close: () => db.destroy(),
    settle: (messageId: string, ok: boolean, code: string | null = null) =>
      db
        .transaction()
        .execute((trx) =>
          ksup.requestSettled(trx, { messageId, ok, code, message: code && `отказ ${code}` }),
        ),
    /** The whole base, to see that nothing has changed. */
    async dump(): Promise<string> {
      const rows = []
      for (const table of ksupTableNames) rows.push(await tables.selectFrom(table).selectAll().execute())
      return JSON.stringify(rows)
    },
  }
}

export type KsupBench = Awaited<ReturnType<typeof ksupBench>>

/** A message as the server hands it over; its body is canonical. */
export function message(
  operation: string,
  body: Record<string, unknown>,
  meta: { source_ref?: string; resolves?: string; message_id?: string } = {},
): ReceivedMessage {
  const { message_id = randomUUID(), ...others } = meta
  const whole = { meta: { message_id, seq: 1, sent_at: '2026-03-10T12:30:00', ...others }, ...body }
  const schema = contract.operations.find(({ id }) => id === operation)!.request!.schema
  return { operation, body: schema.parse(whole), messageId: message_id }
}

export const rower: Row = {
  article: 'TR-2041',
  name: 'Тренажёр гребной «Волна»',
  quantity: 2,
  price: 84990,
  amount: 169980,
}
export const mat: Row = {
  article: 'MT-0017',
  name: 'Коврик 180×60, серый',
  quantity: 2.5,
  price: 1290,
  amount: 3225,
}

export const pdf = (text: string, name = 'Заказ клиента 0000-021502.pdf'): OrderFile =>
  orderFile(name, new TextEncoder().encode(`%PDF-1.4\n${text}`))

export function order(type: OrderType, given: Record<string, unknown> = {}): ReceivedMessage {
  const full = type === 'add' || type === 'change'
  return message('ksup.orders', {
    type,
    deal_number: 7741,
    ...(full ? { order_number_1c: '0000-021502', file: pdf(type), rows: [rower, mat] } : {}),
    ...given,
  })
}

export const income = (amount: number, given: Record<string, unknown> = {}, meta = {}): ReceivedMessage =>
  message('ksup.income', { deal_number: 7741, date: '2026-03-09', amount, ...given }, meta)

export const shipment = (
  type: 'add' | 'change',
  rows: Row[],
  source_ref?: string,
  given: Record<string, unknown> = {},
): ReceivedMessage =>
  message(
    'ksup.shipments',
    { type, deal_number: 7741, date: '2026-03-09T10:58:30', rows, ...given },
    source_ref === undefined ? {} : { source_ref },
  )

/** The outcome in short: `applied`, `duplicate W-UPSERT`, `KS-DEAL-CLOSED`. */
export function short(outcome: Applied): string {
  if (outcome.kind === 'refused') return outcome.code
  if (outcome.kind === 'unavailable') return `unavailable: ${outcome.detail}`
  return [outcome.result, ...outcome.warnings.map(({ code }) => code)].join(' ')
}
