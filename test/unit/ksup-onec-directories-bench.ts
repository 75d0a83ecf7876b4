import { onTestFinished } from 'vitest'
import type { KsupOnecDemoData } from '../../mocks/ksup-onec/demo.ts'
import type { ItemEdit } from '../../mocks/ksup-onec/model.ts'
import { createKsupOnec, ksupOnecMigrations } from '../../mocks/ksup-onec/onec.ts'
import { ksupServer } from '../../server/contracts/ksup/operations.ts'
import type { ContractClient, Reply } from '../../server/http/client.ts'
import { httpMigrations } from '../../server/http/idempotency.ts'
import { outboxMigrations } from '../../server/outbox/create-outbox.ts'
import { createChanges } from '../../server/storage/changes.ts'
import { openDatabase } from '../../server/storage/database.ts'
import { KsupSettings } from '../../server/storage/document-schema.ts'
import { fakeTime } from './fake-time.ts'

/** The simulated 1C with a small base, on a clock that the test moves; the integration server answers what the test says. */

export const guid = (n: number): string => `00000000-94a2-4000-8de9-${String(n).padStart(12, '0')}`

/** References of the small base. */
export const refs = {
  exported: guid(1),
  hidden: guid(2),
  rower: guid(11),
  mat: guid(12),
  secret: guid(13),
  linked: guid(21),
  own: guid(22),
}

export const demo: KsupOnecDemoData = {
  warehouses: ['Магазинный', 'Внешний (аутсорс)'],
  groups: [
    { ref: refs.exported, name: 'Тренажёры', exported: true },
    { ref: refs.hidden, name: 'Не для КСУП', exported: false },
  ],
  items: [
    {
      ref: refs.rower,
      code: '00-00000101',
      article: 'TR-2041',
      name: 'Тренажёр гребной «Волна»',
      series: 'Волна',
      manufacturer: 'Завод «Пример-Спорт»',
      group: refs.exported,
      kind: 'Товар',
      price_retail: 8_999_000,
      special: { price: 8_699_000, from: '2025-09-01', to: '2025-09-30' },
      stock: [
        { warehouse: 'Магазинный', on_hand: 5_000, reserved: 2_000 },
        { warehouse: 'Внешний (аутсорс)', on_hand: 11_000, reserved: 0 },
      ],
      known: true,
    },
    {
      ref: refs.mat,
      code: '00-00000102',
      article: 'MT-0017',
      name: 'Коврик 180×60, серый',
      series: '',
      manufacturer: '',
      group: refs.exported,
      kind: 'Товар',
      price_retail: 129_000,
      stock: [{ warehouse: 'Внешний (аутсорс)', on_hand: 240_500, reserved: 0 }],
      known: true,
    },
    {
      ref: refs.secret,
      code: '00-00000103',
      article: 'SX-1',
      name: 'Запчасть',
      series: '',
      manufacturer: '',
      group: refs.hidden,
      kind: 'Товар',
      price_retail: null,
      stock: [],
    },
  ],
  counterparties: [
    {
      ref: refs.linked,
      code_1c: '00-00001872',
      name: 'ООО «Тихая Гавань»',
      kind: 'legal',
      inn: '7701000004',
      emails: [{ value: 'zakaz@gavan.example.ru', main: true }],
      phones: [{ value: '8 (900) 000-00-02', main: true }],
      code_ksup: '58213',
    },
    {
      ref: refs.own,
      code_1c: '00-00000007',
      name: 'ИП Свой',
      kind: 'entrepreneur',
      inn: null,
      emails: [],
      phones: [],
      code_ksup: null,
    },
  ],
  cards: [{ code: '777', owner: refs.own }],
  agreements: [
    {
      ref: guid(31),
      number: '00-00000004',
      counterparty: refs.linked,
      from: '2025-01-01',
      to: null,
      prices: [{ article: 'TR-2041', price: 8_499_000 }],
    },
  ],
  orders: [],
}

/** An item that meets every condition (D-32…D-35). */
export const bottle = {
  article: 'BT-110',
  name: 'Бутылка 0,7 л',
  series: 'Вода',
  manufacturer: 'Завод',
  group: refs.exported,
  kind: 'Товар',
} satisfies ItemEdit

/** An order that was written and not posted. */
export const order: KsupOnecDemoData['orders'][number] = {
  ref: guid(41),
  number: '0000-021502',
  date: '2025-09-18T10:00:00',
  counterparty: refs.linked,
  type: 'Обычный',
  deal_number: 7741,
  rows: [{ article: 'MT-0017', quantity: 1_500, price: 129_000 }],
}

/** Operations of messages. */
export const kinds = (messages: { operation: string }[]) => messages.map(({ operation }) => operation)

const delivered: Reply = {
  ok: true,
  status: 200,
  value: { message_id: guid(0), result: 'applied', warnings: [] },
  findings: [],
  rejected: [],
  entry: 1,
  replayed: false,
}

/** The server refused a message, or nobody answered (`status: null`). */
export const refusedWith = (status: number | null, code: string): Reply => ({
  ok: false,
  kind: status === null ? 'network' : 'problem',
  status,
  code,
  message: code,
  retryable: false,
  retryAfterMs: null,
  entry: 2,
  problem: null,
  findings: [],
})

export interface Sent {
  operation: string
  body: Record<string, unknown> & { meta: { message_id: string; seq: number; source_ref: string } }
  key: string
}

export async function directoriesBench() {
  const time = fakeTime('2025-09-18T12:05:00.000Z')
  const db = await openDatabase(':memory:', [outboxMigrations, ksupOnecMigrations, httpMigrations])
  const reported: unknown[] = []
  const sent: Sent[] = []
  const delays: number[] = []
  const bench = {
    time,
    db,
    reported,
    /** Delays of the timers that 1C has set so far. */
    delays,
    /** What the server answers. */
    answer: (_sent: Sent): Reply => delivered,
    /** Messages that reached the server since the last look, in order. */
    async arrived(): Promise<Sent[]> {
      await onec.outbox.idle()
      return sent.splice(0)
    },
  }
  const client: ContractClient = {
    async call(operation, { body, idempotencyKey } = {}) {
      // Whatever the schema of the server does not allow is a defect of 1C.
      const { request } = ksupServer.operations.find(({ id }) => id === operation.id)!
      const bytes = new TextEncoder().encode(JSON.stringify(body))
      const { findings } = request!.read({ bytes, contentType: 'application/json' }, 'strict')
      const fault = findings.find(({ severity }) => severity === 'error')
      if (fault) throw new TypeError(`${operation.id}${fault.pointer}: ${fault.message.en}`)
      const arrival: Sent = {
        operation: operation.id,
        body: body as Sent['body'],
        key: idempotencyKey ?? '',
      }
      sent.push(arrival)
      return bench.answer(arrival)
    },
  }
  const onec = createKsupOnec({
    db,
    clock: time.now,
    changes: createChanges(),
    settings: () => KsupSettings.parse({}),
    client,
    print: () => new TextEncoder().encode('%PDF-1.4\n%%EOF\n'),
    timers: {
      set(run, delayMs) {
        delays.push(delayMs)
        return time.timers.set(run, delayMs)
      },
      clear: (timer) => time.timers.clear(timer),
    },
    report: (error) => void reported.push(error),
  })
  await onec.seed(demo)
  await onec.start()
  onTestFinished(async () => {
    await onec.stop()
    await db.destroy()
  })
  return { ...bench, onec, answerWith: (answer: (sent: Sent) => Reply) => void (bench.answer = answer) }
}

export type DirectoriesBench = Awaited<ReturnType<typeof directoriesBench>>
