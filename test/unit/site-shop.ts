import type { Operation, ReaderMode } from '../../server/contracts/operation.ts'
import type { OnecVersion, OrderDraft, OrderResult } from '../../mocks/site/model.ts'
import type { SiteDemoData } from '../../mocks/site/demo.ts'
import { createSite, siteMigrations, type SiteDeps } from '../../mocks/site/site.ts'
import { offerAmounts } from '../../server/contracts/site-orders/arithmetic.ts'
import { fromThousandths } from '../../server/contracts/decimal.ts'
import { ORDER_STATUSES } from '../../server/contracts/site-orders/states.ts'
import { siteOrders } from '../../server/contracts/site-orders/operations.ts'
import type { Answer } from '../../server/http/contract-routes.ts'
import type { InvoicePreview } from '../../server/invoice/model.ts'
import { createMappings, mappingMigrations } from '../../server/mappings/mappings.ts'
import { emptyTables } from '../../server/mappings/model.ts'
import type { MappingRow, MappingTables, Replacement } from '../../server/mappings/model.ts'
import { createChanges, type BenchEvent } from '../../server/storage/changes.ts'
import { openDatabase, type AreaMigrations } from '../../server/storage/database.ts'
import {
  documentVersion,
  type SiteOrdersSettings,
  WorkspaceDocument,
} from '../../server/storage/document-schema.ts'
import type { DocumentStore } from '../../server/storage/document.ts'

/** A small shop in memory with everything that the rules of the contract can be tried on. All invented. */

const guid = (n: number) => `0f1e2d3c-0000-4000-8000-${String(n).padStart(12, '0')}`

export const offers = {
  ball: guid(1),
  matGrey: guid(2),
  matRed: guid(3),
  rope: guid(4),
  bag: guid(5),
  unsold: guid(9),
} as const
export const refs = { document: guid(100), counterparty: guid(101) } as const

const mat = { tovar_id: 'p-mat', offers: [offers.matGrey, offers.matRed] }

export const draftOfCompany: OrderDraft = {
  customer_id: 'c-company',
  requisites: {
    organization: 'ООО «Пробная Роща»',
    inn: '7703993186',
    kpp: '770301001',
    nds: 'Да',
  },
  client: {
    payment_method: 'cashless',
    name: 'Вера',
    email: 'vera@roscha.example.ru',
    telefon: '+79000000201',
    pasport_info: null,
  },
  delivery: {
    delivery_city: 'Москва',
    delivery_city_id: 'msk',
    delivery_method: 'carrier',
    delivery_address: 'г. Москва, ул. Примерная, д. 1',
    delivery_transport_company: '000000077',
  },
  lines: [
    { tovar_id: 'p-ball', storage: 'main', quantity: 2000 },
    { tovar_id: mat.tovar_id, storage: 'main', quantity: 5500 },
  ],
}

const person = {
  requisites: null,
  client: {
    payment_method: 'cash',
    name: 'Игнат',
    email: 'ignat@dom.example.ru',
    telefon: '+79000000202',
    pasport_info: { fio: 'Пробный Игнат', number: '0000 000777', issued: 'учебным отделом' },
  },
  delivery: { delivery_city: 'Тула', delivery_city_id: 'tula', delivery_method: 'pickup' },
} satisfies Omit<OrderDraft, 'customer_id' | 'lines'>

export const draftOfPerson: OrderDraft = {
  customer_id: 'c-person',
  ...person,
  lines: [{ tovar_id: 'p-ball', storage: 'main', quantity: 1000 }],
}

export const draftOfPasserBy: OrderDraft = {
  ...draftOfPerson,
  customer_id: null,
  client: { ...person.client, email: 'prohozhiy@dom.example.ru' },
}

export const shopData: SiteDemoData = {
  dictionaries: {
    city: [
      { id: 'msk', name: 'Москва' },
      { id: 'tula', name: 'Тула' },
    ],
    delivery_method: [
      { id: 'pickup', name: 'Самовывоз', pickup: true },
      { id: 'carrier', name: 'Перевозчиком', pickup: false },
      { id: 'courier', name: 'Курьером', pickup: false },
    ],
    storage: [
      { id: 'main', name: 'Главный склад' },
      { id: 'far', name: 'Дальний склад' },
    ],
    transport_company: [{ id: '000000077', name: 'ТК «Тихий Ход»', code_1c: '000000077' }],
    payment_method: [
      { id: 'cashless', name: 'Безналичный расчет' },
      { id: 'cash', name: 'Наличными' },
    ],
    order_status: ORDER_STATUSES.map(({ code, name }) => ({ id: code, name })),
  },
  customers: [
    {
      customer_id: 'c-company',
      registered: true,
      requisites: draftOfCompany.requisites,
      client: draftOfCompany.client,
      delivery: draftOfCompany.delivery,
    },
    { customer_id: 'c-person', registered: true, ...person },
    {
      customer_id: 'c-stranger',
      registered: false,
      ...person,
      client: { ...person.client, email: 'stranger@dom.example.ru' },
    },
  ],
  products: [
    {
      tovar_id: 'p-ball',
      name: 'Мяч',
      artikul: 'B-1',
      unit: 'шт',
      price: 100_00,
      stock: [{ offer_id: offers.ball, storage: 'main', quantity: 10_000 }],
    },
    {
      tovar_id: mat.tovar_id,
      name: 'Коврик',
      artikul: 'M-1',
      unit: 'шт',
      price: 33_33,
      stock: [
        { offer_id: offers.matGrey, storage: 'main', quantity: 4000 },
        { offer_id: offers.matRed, storage: 'main', quantity: 3500 },
      ],
    },
    {
      tovar_id: 'p-set',
      name: 'Набор',
      artikul: 'S-1',
      unit: 'компл',
      price: 500_00,
      stock: [
        { offer_id: offers.rope, storage: 'main', quantity: 7000 },
        { offer_id: offers.bag, storage: 'main', quantity: 2000 },
      ],
    },
    { tovar_id: 'p-hoop', name: 'Обруч', artikul: 'H-1', unit: 'шт', price: 50_00, stock: [] },
  ],
  orders: [],
}

type Bond = [site_id: string, site_name: string, ref_1c: string, rest?: Partial<MappingRow>]

const rows = (kind: string, bonds: readonly Bond[]): MappingRow[] =>
  bonds.map(([site_id, site_name, ref_1c, rest], i) => ({
    id: `${kind}-${i + 1}`,
    site_id,
    site_name,
    ref_1c,
    code_1c: '',
    name_1c: '',
    updated_at: '2026-01-01T00:00:00.000Z',
    updated_by: 'test',
    ...rest,
  }))

const tables = (): MappingTables => ({
  ...emptyTables(),
  product: {
    policy: { on: 'fail' },
    rows: rows('product', [
      ['p-ball', 'Мяч', offers.ball],
      [mat.tovar_id, 'Коврик', offers.matGrey],
      [mat.tovar_id, 'Коврик', offers.matRed],
      ['p-set', 'Набор', offers.rope, { mode: 'kit' }],
      ['p-set', 'Набор', offers.bag, { mode: 'kit' }],
    ]),
  },
  storage: {
    policy: { on: 'fail' },
    rows: rows('storage', [
      ['main', 'Главный склад', guid(21)],
      ['far', 'Дальний склад', guid(22)],
    ]),
  },
  delivery_method: {
    policy: { on: 'fail' },
    rows: rows('delivery_method', [
      ['pickup', 'Самовывоз', guid(31)],
      ['carrier', 'Перевозчиком', guid(32)],
      ['courier', 'Курьером', ''],
    ]),
  },
  transport_company: {
    policy: { on: 'fail' },
    rows: rows('transport_company', [['000000077', 'ТК «Тихий Ход»', guid(41), { code_1c: '000000077' }]]),
  },
  city: {
    policy: { on: 'pass' },
    rows: rows('city', [
      ['msk', 'Москва', guid(51)],
      ['tula', 'Тула', guid(52)],
    ]),
  },
  payment_method: {
    policy: { on: 'pass' },
    rows: rows('payment_method', [
      ['cashless', 'Безналичный расчет', guid(61)],
      ['cash', 'Наличными', guid(62)],
    ]),
  },
  order_status: {
    policy: { on: 'pass' },
    rows: rows(
      'order_status',
      ORDER_STATUSES.map(({ code, name }, i): Bond => [code, name, guid(70 + i)]),
    ),
  },
})

/** The document of a workspace that is only in memory. */
function memoryDocument(mappings: MappingTables): DocumentStore {
  let value = WorkspaceDocument.parse({
    version: documentVersion,
    name: 'Тест',
    sides: {
      site: { mode: 'simulated', address: '', user: '1c' },
      onec: { mode: 'simulated', address: '', user: '1c' },
    },
    siteOrders: {},
    mappings,
  })
  const listeners = new Set<() => void>()
  return {
    get value() {
      return value
    },
    problem: null,
    async update(change) {
      const draft = structuredClone(value)
      change(draft)
      value = draft
      for (const listener of listeners) listener()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: async () => {},
  }
}

export interface CallInput {
  params?: Record<string, string>
  query?: Record<string, unknown>
  /** A value, or the text of a body as it came. */
  body?: unknown
  node?: string
}

export type OperationName =
  | 'ping'
  | 'getOrders'
  | 'getOrder'
  | 'postResult'
  | 'postOrder'
  | 'postStock'
  | 'postNomenclature'
  | 'postContragents'
  | 'getDictionary'
  | 'postDictionary'

const operationNamed = (name: OperationName): Operation =>
  siteOrders.operations.find(({ id }) => id === `site-orders.${name}`)!

/** An empty invoice: the rules of the shop do not look into it. */
const blankInvoice = { qr: null, warnings: [] } as unknown as InvoicePreview

export interface ShopOptions {
  data?: SiteDemoData
  mappings?: MappingTables
  invoice?: SiteDeps['invoice']
  /** Areas that live in the same database. */
  areas?: readonly AreaMigrations[]
}

export async function openShop({
  data = shopData,
  mappings: rows = tables(),
  invoice,
  areas = [],
}: ShopOptions = {}) {
  const document = memoryDocument(rows)
  const db = await openDatabase(':memory:', [siteMigrations, mappingMigrations, ...areas])
  const changes = createChanges()
  const events: BenchEvent[] = []
  changes.subscribe((event) => events.push(event))
  const time = { now: new Date('2026-03-02T09:00:00.000Z') }
  const clock = () => time.now
  const mappings = createMappings({ document, db, clock, changes })
  const built: OnecVersion[] = []
  const site = createSite({
    db,
    mappings,
    clock,
    changes,
    settings: () => document.value.siteOrders,
    invoice: invoice ?? {
      build(version) {
        built.push(version)
        return blankInvoice
      },
      pdf: async () => new TextEncoder().encode('%PDF-1.3'),
    },
    sessionKey: 'a key of the test',
  })
  await site.seed(data)

  /** Calls the handler as the host does: the body is read by the operation's own reader. */
  async function call(
    name: OperationName,
    input: CallInput = {},
  ): Promise<Answer & { noted: Replacement[] }> {
    const operation = operationNamed(name)
    const noted: Replacement[] = []
    const mode: ReaderMode = document.value.siteOrders.reader
    const text = typeof input.body === 'string' ? input.body : JSON.stringify(input.body)
    const read = operation.request?.read(
      { bytes: new TextEncoder().encode(text), contentType: 'application/json; charset=utf-8' },
      mode,
    )
    if (read && read.value === null)
      throw new Error(
        `unreadable: ${JSON.stringify(read.findings.map(({ code, pointer }) => [code, pointer]))}`,
      )
    const answer = await site.handlers[operation.id]!({
      operation,
      params: input.params ?? {},
      query: (operation.query?.parse(input.query ?? {}) ?? {}) as Record<string, unknown>,
      request: read?.value ?? null,
      findings: [...(read?.findings ?? [])],
      rejected: read?.rejected ?? [],
      requestId: 'request',
      node: input.node ?? 'UT-1',
      idempotencyKey: null,
      base: () => 'http://127.0.0.1/site',
      headers: () => '',
      note: (replacements) => void noted.push(...replacements),
      subject: () => {},
    })
    // What the host would refuse to send.
    operation.responses[answer.status]!.schema.parse(answer.body)
    return { ...answer, noted }
  }

  return {
    site,
    mappings,
    document,
    db,
    clock,
    changes,
    events,
    built,
    call,
    /** Lets time pass. */
    pass(ms: number) {
      time.now = new Date(time.now.getTime() + ms)
    },
    async settings(change: Partial<SiteOrdersSettings>) {
      await document.update((draft) => {
        draft.siteOrders = { ...draft.siteOrders, ...change }
      })
    },
    /** Places an order and returns its id. */
    async placed(draft: OrderDraft = draftOfCompany): Promise<string> {
      return (await site.place(draft)).order_id
    },
    /** 1C's result about the present revision. */
    async result(
      order_id: string,
      result: OrderResult['result'],
      codes: TestCode[] = [],
      rest: Partial<OrderResult> = {},
    ) {
      const { revision } = await site.order(order_id)
      return call('postResult', {
        params: { order_id },
        body: aResult(order_id, result, codes, { revision, ...rest }),
      })
    },
    version: (order_id: string, seq = 1, change: VersionChange = {}) =>
      call('postOrder', { body: aVersion(order_id, seq, change) }),
    stop: () => db.destroy(),
  }
}

export type TestShop = Awaited<ReturnType<typeof openShop>>

export type TestCode = Partial<OrderResult['codes'][number]> & { code: string }

export function aResult(
  order_id: string,
  result: OrderResult['result'],
  codes: TestCode[] = [],
  rest: Partial<OrderResult> = {},
): OrderResult {
  const accepted = result === 'accepted' || result === 'accepted_with_warnings'
  return {
    order_id,
    revision: 1,
    result,
    checked_at: '2026-03-02T12:00:05',
    ...(accepted ? { ref_1c: refs.document, number_1c: '0000-000001' } : {}),
    codes: codes.map((code) => ({
      severity: result === 'accepted_with_warnings' ? 'warning' : 'error',
      message: `сообщение ${code.code}`,
      ...code,
    })),
    ...rest,
  }
}

export interface VersionChange {
  exchange?: Partial<OnecVersion['exchange']>
  order?: Partial<OnecVersion['order']>
}

export function aLine(
  tovar_id: string | null,
  offer_id: string,
  terms: { quantity: number; price: number; discount?: number; storage?: string; name?: string },
): OnecVersion['order']['products'][number] {
  const { quantity, price, discount = 0, storage = 'main', name } = terms
  return {
    tovar_id,
    offer: {
      offer_id,
      ...(name === undefined ? {} : { name }),
      storage,
      quantity: fromThousandths(quantity),
      nds_s: '20%',
      ...offerAmounts({ quantity, price, discount, nds_s: '20%' }),
    },
  }
}

/** A version of the company's order in which 1C changed about everything. */
export function aVersion(order_id: string, seq = 1, change: VersionChange = {}): OnecVersion {
  return {
    exchange: {
      seq,
      base_revision: 1,
      ref_1c: refs.document,
      changed_at: '2026-03-02T12:30:00',
      ...change.exchange,
    },
    order: {
      order_id,
      order_number: '0000-000001',
      order_time: '2026-03-02T12:00:00',
      order_status: 'Ожидает оплаты',
      order_number_payment: 'Счет на оплату №0000-000001 от 02.03.2026',
      requisites: { organization: 'ИП Пробный Игнат', inn: '770399315770', nds: 'Нет' },
      client: { payment_method: 'cashless', name: 'Вера', telefon: '+79000000201', pasport_info: null },
      delivery: {
        delivery_city: 'Москва',
        delivery_city_id: 'msk',
        delivery_method: 'carrier',
        delivery_address: 'г. Москва, ул. Примерная, д. 1',
        delivery_transport_company: '000000077',
        number_delivery: null,
      },
      products: [
        aLine('p-ball', offers.ball, { quantity: 2000, price: 99_00, discount: 10_00, name: 'Мяч синий' }),
        aLine(mat.tovar_id, offers.matGrey, { quantity: 4000, price: 33_00 }),
      ],
      ...change.order,
    },
  }
}
