import { checkAllocation } from '../../server/contracts/bank/allocation.ts'
import {
  duplicateKey,
  incomingDocuments,
  type IncomingDocument,
} from '../../server/contracts/bank/incoming.ts'
import { orderWords, namedAs } from '../../server/contracts/bank/order-words.ts'
import { readStatement } from '../../server/contracts/bank/read.ts'
import {
  payerInn,
  paymentOf,
  recognisePayment,
  type Facts,
  type Outcome,
} from '../../server/contracts/bank/recognise.ts'
import type { BankDocument, Statement } from '../../server/contracts/bank/statement.ts'
import { fromLocalTime } from '../../server/contracts/time.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import { accountsOf } from './accounts.ts'
import type { ManualAllocation, StatementReport } from './model.ts'
import { allocateAdvance, paidFor, recordPayment } from './money.ts'
import { expireWhenDue, findOrder, moveOrder, type StoredOrder } from './orders.ts'
import { findClient } from './rules/client.ts'
import type { RegateDb, RegateTransaction } from './tables.ts'

/** Bank statements of an enterprise: payments recognised by the payer's INN, posted, or left for a person (section 8). */

interface BankContext {
  enterprise: string
  zone: string
  now: Date
}

/** Everything that recognition may ask of the base about one payment. */
async function factsFor(
  trx: RegateTransaction,
  context: BankContext,
  document: BankDocument,
): Promise<Facts> {
  const { enterprise, now } = context
  const inn = payerInn(document)
  if (inn === null) return { clients: [], candidates: [], named: [] }
  const clients = await trx
    .selectFrom('regate_client')
    .select(['client_id', 'kpp', 'name'])
    .where('enterprise', '=', enterprise)
    .where('inn', '=', inn)
    .execute()
  const open = clients.length
    ? await trx
        .selectFrom('regate_order')
        .selectAll()
        .where('enterprise', '=', enterprise)
        .where(
          'client_id',
          'in',
          clients.map(({ client_id }) => client_id),
        )
        .where('status', '=', 100)
        .orderBy('created_at')
        .execute()
    : []
  const candidates: Facts['candidates'][number][] = []
  for (const stored of open) {
    // An order whose time has passed is none of them any more (BD-15).
    const order = await expireWhenDue(trx, stored, now)
    if (order.status !== 100) continue
    const { order_id, order_number, client_id, amount } = order
    const restKopecks = amount - (await paidFor(trx, enterprise, order_id))
    candidates.push({ order_id, order_number, client_id, restKopecks })
  }
  return {
    clients: clients.map(({ client_id, kpp, name }) => ({ client_id, kpp: kpp ?? '', name })),
    candidates,
    named: await ordersNamed(trx, enterprise, document.purpose),
  }
}

/** Orders of any client whose number the purpose of a payment may mean. */
async function ordersNamed(
  trx: RegateTransaction,
  enterprise: string,
  purpose: string,
): Promise<Facts['named']> {
  const words = orderWords(purpose)
  const numbers = new Set(
    words.flatMap((word) => {
      const digits = word.replace(/\D/g, '')
      return digits === '' ? [word] : [word, `00-${digits.slice(-8).padStart(8, '0')}`]
    }),
  )
  if (numbers.size === 0) return []
  const rows = await trx
    .selectFrom('regate_order')
    .select(['order_id', 'order_number', 'client_id'])
    .where('enterprise', '=', enterprise)
    .where('order_number', 'in', [...numbers])
    .execute()
  return rows.filter(({ order_number }) => words.some((word) => namedAs(word, order_number) !== null))
}

/** The order after money has come to it by transfer: paid, or paid in part (5.3). */
async function settle(trx: RegateTransaction, order: StoredOrder, now: Date, note: string): Promise<void> {
  const paid = await paidFor(trx, order.enterprise, order.order_id)
  const at = now.toISOString()
  const whole = paid >= order.amount
  await moveOrder(trx, order, {
    status: whole ? 220 : 100,
    payment_code: whole ? 2 : 0,
    event: whole ? 'bank-paid' : 'bank-partial',
    at,
    note,
  })
}

type ReportRow = StatementReport['documents'][number]

const rowOf = ({ number, date, payer, amountKopecks }: BankDocument): Omit<ReportRow, 'outcome'> => ({
  number,
  date,
  payer: payer.name,
  amount: amountKopecks,
  client: null,
  order_number: null,
  allocated: 0,
  reason: null,
})

/** Noon of the day that the bank names: a day has no time, and noon is on it in every zone of the country. */
const paidAt = (document: BankDocument, zone: string): string =>
  fromLocalTime(`${document.receivedOn ?? document.date}T12:00:00`, zone).toISOString()

async function postDocument(
  trx: RegateTransaction,
  context: BankContext,
  { document, key }: IncomingDocument,
  statement: string,
): Promise<ReportRow> {
  const { enterprise, zone, now } = context
  const known = await trx
    .selectFrom('regate_bank_document')
    .select('id')
    .where('enterprise', '=', enterprise)
    .where('duplicate_key', '=', key)
    .executeTakeFirst()
  if (known) return { ...rowOf(document), outcome: 'repeated' }

  const outcome = recognisePayment(paymentOf(document), await factsFor(trx, context, document))
  const client_id = clientOf(outcome)
  const parts =
    outcome.kind === 'order' ? [{ order_id: outcome.order_id, amount: outcome.allocateKopecks }] : []
  const at = now.toISOString()
  const payment_id = await recordPayment(trx, {
    enterprise,
    kind: 2,
    transaction_id: key,
    client_id,
    amount: document.amountKopecks,
    paid_at: paidAt(document, zone),
    at,
    details: { kind: document.kind, fields: document.fields },
    parts,
  })
  const order =
    outcome.kind === 'order' ? await findOrder(trx, enterprise, { order_id: outcome.order_id }) : undefined
  if (order) await settle(trx, order, now, `Платёж № ${document.number} от ${document.date}`)
  const { payer, number, purpose } = document
  await trx
    .insertInto('regate_bank_document')
    .values({
      enterprise,
      duplicate_key: key,
      statement,
      loaded_at: at,
      outcome: outcome.kind,
      rule: outcome.kind === 'order' ? outcome.rule : null,
      reason_json: JSON.stringify(outcome.reason),
      payment_id,
      payer_json: JSON.stringify({
        name: payer.name,
        inn: payer.inn,
        kpp: payer.kpp,
        account: payer.account,
        number,
        purpose,
      }),
      waiting: outcome.kind === 'order' ? 0 : 1,
    })
    .execute()
  const client = client_id === null ? undefined : await findClient(trx, enterprise, client_id)
  return {
    ...rowOf(document),
    outcome: outcome.kind,
    client: client?.name ?? null,
    order_number: order?.order_number ?? null,
    allocated: outcome.kind === 'order' ? outcome.allocateKopecks : 0,
    reason: outcome.reason,
  }
}

const clientOf = (outcome: Outcome): string | null =>
  outcome.kind === 'order' || outcome.kind === 'ambiguous-order' ? outcome.client_id : null

/** Runs one job in a transaction of the base. */
export type Write = <Result>(job: (trx: RegateTransaction) => Promise<Result>) => Promise<Result>

/**
 * Loads a statement: each document in a transaction of its own, so that a fault of one leaves the others; a document that
 * was loaded before changes nothing (8.2).
 * @param name how people know the file
 * @throws Refusal `BANK-UNREADABLE` when it is no statement
 */
export async function loadStatement(
  db: RegateDb,
  write: Write,
  context: BankContext,
  name: string,
  bytes: Uint8Array,
): Promise<StatementReport> {
  const statement = readStatement(bytes)
  if (statement.refused) throw unreadable(name, statement)
  const accounts = new Set(await accountsOf(db, context.enterprise))
  const documents: ReportRow[] = []
  const { incoming } = incomingDocuments(statement, accounts)
  const byKey = new Map(incoming.map((document) => [document.document, document]))
  const seen = new Set(incoming.map(({ key }) => key))
  for (const document of statement.documents) {
    const counted = byKey.get(document)
    if (counted) documents.push(await write((trx) => postDocument(trx, context, counted, name)))
    else {
      const again = [...accounts].some((account) => seen.has(duplicateKey(account, document)))
      documents.push({ ...rowOf(document), outcome: again ? 'repeated' : 'not-ours' })
    }
  }
  return {
    statement: name,
    documents,
    findings: statement.findings.map(({ severity, code, message, line, column }) => ({
      severity,
      code,
      message,
      line,
      column,
    })),
  }
}

function unreadable(name: string, { findings }: Statement): Refusal {
  const [first] = findings
  return new Refusal('BANK-UNREADABLE', {
    ru: `${name}: ${first?.message.ru ?? 'это не выписка в формате 1CClientBankExchange'}`,
    en: `${name}: ${first?.message.en ?? 'this is no statement of the exchange 1CClientBankExchange'}`,
  })
}

/**
 * A person says where the money of a bank document belongs; what no order gets stays on the client's balance.
 * @throws Refusal `REGATE-PAYMENT-UNKNOWN`, `BANK-ALLOCATE-…` with the reason
 */
export async function allocateByHand(
  trx: RegateTransaction,
  { enterprise, now }: BankContext,
  document_id: number,
  { client_id, parts }: ManualAllocation,
): Promise<void> {
  const document = await trx
    .selectFrom('regate_bank_document')
    .selectAll()
    .where('enterprise', '=', enterprise)
    .where('id', '=', document_id)
    .executeTakeFirst()
  if (!document)
    throw new Refusal('REGATE-PAYMENT-UNKNOWN', {
      ru: 'Такого документа выписки в базе нет: обновите список.',
      en: 'The base has no such bank document: refresh the list.',
    })
  const free = await trx
    .selectFrom('regate_allocation')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('amount'), eb.lit(0)).as('amount'))
    .where('enterprise', '=', enterprise)
    .where('payment_id', '=', document.payment_id)
    .where('order_id', 'is', null)
    .executeTakeFirstOrThrow()
  const amount = Number(free.amount)
  const orders: StoredOrder[] = []
  for (const { order_id } of parts) {
    const order = await findOrder(trx, enterprise, { order_id })
    if (order) orders.push(await expireWhenDue(trx, order, now))
  }
  const rests = new Map<string, number>()
  for (const { order_id, amount: whole } of orders)
    rests.set(order_id, whole - (await paidFor(trx, enterprise, order_id)))
  const balance = amount - parts.reduce((sum, part) => sum + part.amount, 0)
  const [wrong] = checkAllocation(
    {
      client_id,
      orders: parts.map(({ order_id, amount: kopecks }) => ({ order_id, kopecks })),
      balanceKopecks: balance,
    },
    {
      amountKopecks: amount,
      clientKnown: (await findClient(trx, enterprise, client_id)) !== undefined,
      orders: orders.map(({ order_id, order_number, client_id: owner, status }) => ({
        order_id,
        order_number,
        client_id: owner,
        status,
        restKopecks: rests.get(order_id)!,
      })),
    },
  )
  if (wrong) throw new Refusal(wrong.code, wrong.message)

  await allocateAdvance(trx, {
    enterprise,
    payment_id: document.payment_id,
    client_id,
    parts,
    at: now.toISOString(),
  })
  for (const order of orders) await settle(trx, order, now, 'Разнесено вручную')
  await trx
    .updateTable('regate_bank_document')
    .set({ waiting: 0 })
    .where('enterprise', '=', enterprise)
    .where('id', '=', document_id)
    .execute()
}
