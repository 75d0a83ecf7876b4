import type { Text } from '../text.ts'
import { namedAs, orderWords } from './order-words.ts'
import { reasons } from './reasons.ts'
import type { BankDocument } from './statement.ts'

/** What recognition looks at in a payment. */
export interface Payment {
  /** ИНН of the payer, 10 or 12 digits; `null` when the document states none that could be one. */
  inn: string | null
  /** `''` when not stated. */
  kpp: string
  /** Greater than 0. */
  amountKopecks: number
  purpose: string
}

/** A client with the ИНН of the payment. */
export interface ClientFact {
  client_id: string
  /** `''` when the client has none. */
  kpp: string
  name: string
}

/** An order that may be meant. */
export interface OrderFact {
  order_id: string
  order_number: string
  client_id: string
}

/** An order in status 100 and what is unpaid of it. */
export interface CandidateOrder extends OrderFact {
  restKopecks: number
}

/** What 1C knows around a payment. */
export interface Facts {
  /** All clients with the ИНН of the payment. */
  clients: readonly ClientFact[]
  /** Orders in status 100 of these clients; those of others are not looked at. */
  candidates: readonly CandidateOrder[]
  /** Orders of any client and status whose number is among `orderWords(purpose)`; others do no harm. */
  named: readonly OrderFact[]
}

/** `number`: named in the purpose; `exact-rest`: its rest is the amount; `single-partial`: the only order, paid in part. */
export type RecognitionRule = 'number' | 'exact-rest' | 'single-partial'

/** Where a payment goes. `reason` says why and, when a person has to decide, what to do. */
export type Outcome =
  | {
      kind: 'order'
      order_id: string
      client_id: string
      rule: RecognitionRule
      /** What covers the order; the surplus goes to the balance of the client. Both together are the amount. */
      allocateKopecks: number
      surplusKopecks: number
      reason: Text
    }
  | { kind: 'ambiguous-order'; client_id: string; candidates: CandidateOrder[]; reason: Text }
  | { kind: 'ambiguous-client'; candidates: ClientFact[]; reason: Text }
  | { kind: 'unrecognised'; reason: Text }

const INN = /^(?:\d{10}|\d{12})$/
const INN_IN_NAME = /^\s*ИНН\s*:?\s*(\d+)/iu

/**
 * ИНН of the payer (regate section 8.3, step 1): the field without spaces, or, when it is empty, the digits after `ИНН` at the
 * start of the payer's name. `null` when that is not 10 or 12 digits.
 */
export function payerInn(document: Pick<BankDocument, 'fields'>): string | null {
  const value = (key: string): string => document.fields.find((field) => field.key === key)?.value ?? ''
  const stated = value('ПлательщикИНН').replace(/\s/g, '')
  const inNames = ['Плательщик', 'Плательщик1'].map((key) => INN_IN_NAME.exec(value(key))?.[1])
  const inn = stated || inNames.find((digits) => digits !== undefined) || ''
  return INN.test(inn) ? inn : null
}

/** What recognition looks at in a document of a statement. */
export function paymentOf(document: BankDocument): Payment {
  const { payer, amountKopecks, purpose } = document
  return { inn: payerInn(document), kpp: payer.kpp, amountKopecks, purpose }
}

/** Step 2: the client, or the clients that fit equally. A КПП of zeros is how some banks write that there is none. */
function clientsOf(payment: Payment, clients: readonly ClientFact[]): readonly ClientFact[] {
  if (clients.length < 2 || /^0*$/.test(payment.kpp)) return clients
  const sameKpp = clients.filter((client) => client.kpp === payment.kpp)
  return sameKpp.length > 0 ? sameKpp : clients
}

interface Named {
  candidates: CandidateOrder[]
  /** Orders that are no candidates, named by a word that names no candidate. */
  others: { order: OrderFact; how: 'full' | 'digits' }[]
}

function namedIn(purpose: string, candidates: readonly CandidateOrder[], named: readonly OrderFact[]): Named {
  const found = new Set<CandidateOrder>()
  const others: Named['others'] = []
  const own = new Set(candidates.map((candidate) => candidate.order_id))
  for (const word of orderWords(purpose)) {
    const meant = candidates.filter((candidate) => namedAs(word, candidate.order_number) !== null)
    for (const candidate of meant) found.add(candidate)
    if (meant.length > 0) continue
    for (const order of named) {
      const how = own.has(order.order_id) ? null : namedAs(word, order.order_number)
      if (how !== null) others.push({ order, how })
    }
  }
  return { candidates: [...found], others }
}

function onOrder(payment: Payment, order: CandidateOrder, rule: RecognitionRule): Outcome {
  const allocateKopecks = Math.min(payment.amountKopecks, order.restKopecks)
  return {
    kind: 'order',
    order_id: order.order_id,
    client_id: order.client_id,
    rule,
    allocateKopecks,
    surplusKopecks: payment.amountKopecks - allocateKopecks,
    reason: reasons[rule](order.order_number),
  }
}

/** Steps 3 to 6 for a certain client. */
function orderOf(payment: Payment, client: ClientFact, facts: Facts): Outcome {
  const candidates = facts.candidates.filter(
    (order) => order.client_id === client.client_id && order.restKopecks > 0,
  )
  const ambiguous = (reason: Text): Outcome => ({
    kind: 'ambiguous-order',
    client_id: client.client_id,
    candidates,
    reason,
  })
  const exact = candidates.filter((order) => order.restKopecks === payment.amountKopecks)

  const named = namedIn(payment.purpose, candidates, facts.named)
  const foreign = named.others.filter(({ order }) => order.client_id !== client.client_id)
  const foreignInFull = foreign.find(({ how }) => how === 'full')
  if (foreignInFull) return ambiguous(reasons.otherClient(foreignInFull.order.order_number))
  if (named.candidates.length === 1) return onOrder(payment, named.candidates[0]!, 'number')
  if (named.candidates.length > 1) {
    // The same number occurs in two years: the amount may still tell which one is meant, but only one of the named.
    if (exact.length === 1 && named.candidates.includes(exact[0]!))
      return onOrder(payment, exact[0]!, 'exact-rest')
    return ambiguous(reasons.severalNamed(named.candidates.map((order) => order.order_number)))
  }
  if (foreign[0]) return ambiguous(reasons.otherClient(foreign[0].order.order_number))
  // The client names an order that takes no payment: putting the money on another one would be guessing.
  if (named.others[0]) return ambiguous(reasons.notPayable(named.others[0].order.order_number))

  if (exact.length === 1) return onOrder(payment, exact[0]!, 'exact-rest')
  if (exact.length > 1) return ambiguous(reasons.severalExact(exact.map((order) => order.order_number)))
  const [only] = candidates
  if (!only) return ambiguous(reasons.noOrders)
  if (candidates.length > 1) return ambiguous(reasons.severalOrders(candidates.length))
  if (payment.amountKopecks < only.restKopecks) return onOrder(payment, only, 'single-partial')
  return ambiguous(reasons.tooMuch(only.order_number))
}

/**
 * Whose a payment is and which order it pays, by regate section 8.3 in its normative order (B-72, BD-40). Nothing is guessed:
 * whatever fits several clients or orders comes back `ambiguous-…` for a person.
 *
 * Two places where the contract is silent are decided for the person, too: a full number of another client's order beside
 * one's own, and a number of the client's own order that is no longer open.
 */
export function recognisePayment(payment: Payment, facts: Facts): Outcome {
  if (payment.inn === null) return { kind: 'unrecognised', reason: reasons.noInn }
  const clients = clientsOf(payment, facts.clients)
  const [client] = clients
  if (!client) return { kind: 'unrecognised', reason: reasons.noClient(payment.inn) }
  if (clients.length > 1)
    return {
      kind: 'ambiguous-client',
      candidates: [...clients],
      reason: reasons.severalClients(clients.length),
    }
  return orderOf(payment, client, facts)
}
