import type { RegateDemoItem } from '../../../mocks/regate/demo.ts'
import type { ClientAnswer, State } from '../../contracts/regate/schema.ts'
import { writeStatement } from '../../contracts/bank/write.ts'
import { toLocalTime } from '../../contracts/time.ts'
import { Refusal } from '../../storage/refusal.ts'
import { numberOf, textOf, type MakeTask } from '../kind.ts'
import { clientRequest, makeBooking, type SellingStore } from '../kinds/bookings.ts'
import { companyId, personId, type Buyer } from '../kinds/buyers.ts'
import { makeCompany } from '../kinds/companies.ts'
import { paymentShares } from '../kinds/statement-kinds.ts'
import { makeItem } from '../kinds/items.ts'
import { makePerson } from '../kinds/people.ts'
import { makePayments, payerOfCompany, statementOf, type Payable, type Receiver } from '../kinds/statement.ts'
import { stockQuantity } from '../kinds/stock.ts'
import type { Bases } from './bases.ts'
import { nothing, oneByOne, range, type PortionPlan } from './portion.ts'

/** Items, clients, orders and bank payments of an enterprise that publishes ReGate. Orders and clients come over HTTP, as ReStore sends them. */

const ITEMS_AT_ONCE = 200
const CALLS_AT_ONCE = 10

/** ReGate knows three units. */
const UNITS: Readonly<Record<string, RegateDemoItem['unit']>> = { кг: 'кг', л: 'л' }

/** @throws Refusal `MAKE-ENTERPRISE-EMPTY` */
function hasPlaces(places: readonly unknown[], enterprise: string): void {
  if (places.length > 0) return
  throw new Refusal('MAKE-ENTERPRISE-EMPTY', {
    ru: `В базе предприятия «${enterprise}» нет складов или групп товаров. Выберите предприятие с демонстрационной базой.`,
    en: `The base of the enterprise "${enterprise}" has no stores or no groups. Choose an enterprise with a demo base.`,
  })
}

export async function regateItems(bases: Bases, task: MakeTask, enterprise: string): Promise<PortionPlan> {
  const { regate } = bases
  const [stores, groups] = [await regate.stores(enterprise), await regate.groups(enterprise)]
  hasPlaces(stores, enterprise)
  hasPlaces(groups, enterprise)
  const itemOf = (n: number): RegateDemoItem => {
    const item = makeItem(task.seed, n, textOf(task, 'trade'))
    const unit = UNITS[item.unit] ?? 'шт'
    const step = unit === 'шт' ? 1000 : 500
    return {
      item_id: item.ref,
      group_id: groups[n % groups.length]!.group_id,
      article: item.article,
      name: item.name,
      country: 'Россия',
      brand: item.brand,
      barcode: item.barcode,
      icon_hue: (n * 47) % 360,
      unit,
      portion: step,
      min_volume: step,
      step,
      price: item.price_kopecks,
      nds_s: item.vat,
      stock: stores.map(({ store_id }, at) => ({
        store_id,
        quantity: Math.floor(stockQuantity(task.seed, item, n, at, 0) / step) * step,
      })),
    }
  }
  const isNew = async (item_id: string): Promise<boolean> => {
    try {
      await regate.item(enterprise, item_id)
      return false
    } catch (error) {
      if (error instanceof Refusal && error.code.endsWith('-UNKNOWN')) return true
      throw error
    }
  }
  return {
    size: ITEMS_AT_ONCE,
    async put(from, to) {
      const rows: RegateDemoItem[] = []
      for (const item of range(from, to).map(itemOf)) if (await isNew(item.item_id)) rows.push(item)
      await regate.addItems(enterprise, rows)
      return { ...nothing(), made: rows.length, there: to - from - rows.length }
    },
  }
}

/** Calls a method as ReStore does; what is refused comes back in words. */
const caller =
  ({ restore }: Bases, target: string) =>
  async <Answer>(method: string, values: object): Promise<Answer | { refused: string }> => {
    const call = await restore.call({
      target,
      method,
      values: values as Record<string, unknown>,
      retry: true,
    })
    if (call.ok) return call.body as Answer
    return { refused: `${call.code ?? call.status ?? ''}: ${call.message}` }
  }

const isRefused = (answer: object): answer is { refused: string } => 'refused' in answer

function clientsOf(bases: Bases, enterprise: string, buyerOf: (n: number) => Buyer): PortionPlan {
  const call = caller(bases, enterprise)
  return {
    size: CALLS_AT_ONCE,
    put: (from, to) =>
      oneByOne(range(from, to).map(buyerOf), async (buyer) => {
        const answer = await call<ClientAnswer>('client', clientRequest(buyer))
        if (isRefused(answer)) return answer
        return answer.result === 'created' ? 'made' : 'there'
      }),
  }
}

export async function regateCompanies(
  bases: Bases,
  task: MakeTask,
  enterprise: string,
): Promise<PortionPlan> {
  const share = numberOf(task, 'entrepreneurs')
  return clientsOf(bases, enterprise, (n) => ({
    kind: 'company',
    id: companyId(task.seed, n),
    company: makeCompany(task.seed, n, share),
  }))
}

export async function regatePeople(bases: Bases, task: MakeTask, enterprise: string): Promise<PortionPlan> {
  return clientsOf(bases, enterprise, (n) => ({
    kind: 'person',
    id: personId(task.seed, n),
    person: makePerson(task.seed, n),
  }))
}

/** Items that are looked at for bookings. */
const MOST_GOODS = 2000
const ITEMS_PAGE = 200

/** What can be bought in the warehouses of the base now. */
async function sellingStores({ regate }: Bases, enterprise: string): Promise<SellingStore[]> {
  const stores = (await regate.stores(enterprise)).map((store) => ({
    ...store,
    goods: [] as SellingStore['goods'][number][],
  }))
  let after: number | null = 0
  for (let seen = 0; after !== null && seen < MOST_GOODS; seen += ITEMS_PAGE) {
    const page = await regate.items(enterprise, { after, limit: ITEMS_PAGE })
    after = page.next
    for (const { item_id, name, price, step, min_volume, stock } of page.rows)
      for (const { store_id, quantity, reserved } of stock) {
        const inStock = quantity - reserved
        if (price === null || inStock < min_volume) continue
        stores
          .find((store) => store.store_id === store_id)
          ?.goods.push({ item_id, name, step, least: min_volume, inStock })
      }
  }
  return stores.filter(({ goods }) => goods.length > 0)
}

export async function regateBookings(bases: Bases, task: MakeTask, enterprise: string): Promise<PortionPlan> {
  const stores = await sellingStores(bases, enterprise)
  hasPlaces(stores, enterprise)
  const plan = {
    seed: task.seed,
    period: task.period,
    stores,
    buyers: numberOf(task, 'buyers'),
    companies: numberOf(task, 'companies'),
  }
  const call = caller(bases, enterprise)
  const known = new Set<string>()
  const booked = new Set(
    (await bases.regate.orders(enterprise, { limit: Number.MAX_SAFE_INTEGER })).map(
      ({ booking_id }) => booking_id,
    ),
  )
  return {
    size: CALLS_AT_ONCE,
    put: (from, to) =>
      oneByOne(range(from, to), async (n) => {
        const { client, booking } = makeBooking(plan, n)
        if (booked.has(booking.booking_id)) return 'there'
        if (!known.has(client.client_id)) {
          const answer = await call<ClientAnswer>('client', client)
          if (isRefused(answer)) return answer
          known.add(client.client_id)
        }
        // When it is wanted lies in the period of the run, which may be long ago by the clock of the bench.
        const { desired_from: _wanted, ...delivery } = booking.delivery
        const answer = await call<object>('booking', { ...booking, delivery })
        return isRefused(answer) ? answer : 'made'
      }),
  }
}

/** Companies whose accounts pay for clients, which have none of their own in ReGate. */
const PAYERS_FROM = 6_000_000

/** Orders that wait for money, oldest first, and who is to pay. */
async function payables({ regate, clock }: Bases, enterprise: string, task: MakeTask, zone: string) {
  const clients = new Map((await regate.clients(enterprise)).map((client) => [client.client_id, client]))
  const open = await regate.orders(enterprise, { status: 100, limit: task.count })
  const today = toLocalTime(clock(), zone).slice(0, 10)
  return open
    .toSorted((a, b) => (a.created_at < b.created_at ? -1 : 1))
    .flatMap(({ order_number, amount, paid, client_id }, n): Payable[] => {
      const client = clients.get(client_id)
      if (!client?.inn || amount <= paid) return []
      const bank = payerOfCompany(makeCompany(task.seed, PAYERS_FROM + n))
      const payer = { ...bank, name: client.name, inn: client.inn, kpp: client.kpp ?? '' }
      return [{ number: order_number, kopecks: amount - paid, day: today, payer }]
    })
}

async function receiverOf(bases: Bases, enterprise: string): Promise<Receiver> {
  const answer = await caller(bases, enterprise)<State>('state', {})
  const organization = isRefused(answer) ? undefined : answer.organizations[0]
  const account = organization?.bank_accounts[0]
  if (!organization || !account)
    throw new Refusal('MAKE-NO-ACCOUNT', {
      ru: `У предприятия «${enterprise}» нет расчётного счёта, на который могли бы прийти деньги. Выберите другое.`,
      en: `The enterprise "${enterprise}" has no bank account that money could come to. Choose another one.`,
    })
  const { name, inn, kpp } = organization
  const { bank, bik, corr_account } = account
  return {
    name,
    inn,
    kpp: kpp ?? '',
    account: account.account,
    bank,
    bik,
    correspondent_account: corr_account ?? '',
  }
}

/** A statement that pays the orders of the base that wait for money, loaded by its bank. */
export async function regateStatement(
  bases: Bases,
  task: MakeTask,
  enterprise: string,
): Promise<PortionPlan> {
  const zone = bases.enterprises().find(({ id }) => id === enterprise)!.zone
  const receiver = await receiverOf(bases, enterprise)
  const orders = await payables(bases, enterprise, task, zone)
  if (orders.length === 0)
    throw new Refusal('MAKE-NOTHING-TO-PAY', {
      ru: `У предприятия «${enterprise}» нет заказов организаций, которые ждут оплаты. Сначала заполните его заказами ReGate.`,
      en: `The enterprise "${enterprise}" has no orders of companies that wait for money. Fill it with orders of ReGate first.`,
    })
  const shares = paymentShares(task)
  return {
    size: task.count,
    async put() {
      const payments = orders.flatMap((order, n) => makePayments(task.seed, n, order, shares))
      const bytes = writeStatement(statementOf(payments, receiver), 'windows-1251')
      const { documents } = await bases.regate.loadStatement(enterprise, `made-${task.seed}.txt`, bytes)
      const there = documents.filter(({ outcome }) => outcome === 'repeated').length
      return { ...nothing(), made: documents.length - there, there }
    },
  }
}
