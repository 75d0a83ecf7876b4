import { expect } from 'vitest'
import { counterpartyData } from '../../server/contracts/ksup/conditions.ts'
import type { KnownBody } from '../../server/contracts/ksup/known-body.ts'
import { orderFile } from '../../server/contracts/ksup/file.ts'
import { groupRows } from '../../server/contracts/ksup/rows.ts'
import type { OutboxMessage } from '../../server/outbox/model.ts'
import type { DealCard } from '../../mocks/ksup/model.ts'
import type { Ksup } from '../../mocks/ksup/service.ts'
import type { DocumentCard, DocumentKind } from '../../mocks/ksup-onec/model.ts'
import { demoKsup } from './ksup-exchange-base.ts'
import { quietKsup, type ExchangeBench } from './ksup-exchange-bench.ts'

/** What 1C and КСУП must agree upon when everything that was on its way has arrived. */

const ALL = 500

/** Why a message of 1C may have had no effect, in a story without faults too. */
const LEGITIMATE: readonly string[] = [
  // Table 4.2: the order was closed before, and 1C went on with it (DD-34, DD-46).
  'ksup.orders KS-DEAL-CLOSED',
  'ksup.shipments KS-DEAL-CLOSED',
  // DD-48: the buyer is a counterparty that КСУП never asked for.
  'ksup.retail KS-CONTACT-UNKNOWN',
]

type Body = KnownBody & { amount?: number; date?: string }
const bodyOf = ({ body }: OutboxMessage): Body => body as unknown as Body

/** Messages of 1C in the order in which it wrote them. */
async function messagesOf({ parts: { onec } }: ExchangeBench): Promise<OutboxMessage[]> {
  const { rows } = await onec.outbox.list({ limit: ALL })
  return Promise.all(rows.reverse().map(({ id }) => onec.outbox.message(id)))
}

async function documentsOf<Kind extends DocumentKind>({ parts: { onec } }: ExchangeBench, kind: Kind) {
  const { rows } = await onec.documents({ kind, limit: ALL })
  const cards = await Promise.all(rows.map(({ ref }) => onec.document(ref)))
  return cards as Extract<DocumentCard, { kind: Kind }>[]
}

const dealsOf = async (ksup: Ksup): Promise<DealCard[]> =>
  Promise.all((await ksup.deals({ limit: ALL })).rows.map(({ number }) => ksup.deal(number)))

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)

/** Everything of КСУП that does not depend on when it happened. A retail deal is known by its receipt. */
async function stateOf(ksup: Ksup) {
  const deals = (await dealsOf(ksup)).map(
    ({ number, type, state, order_number_1c, contact, rows, ...deal }) => ({
      deal: type === 'Розница' ? deal.shipments.map(({ source_ref }) => source_ref) : number,
      type,
      state,
      order_number_1c,
      contact: contact?.code_ksup,
      rows,
      sums: [deal.amount, deal.shipped, deal.received],
      files: deal.files.map(({ sha256, current, message_id }) => ({ sha256, current, message_id })),
      shipments: deal.shipments
        .map(({ source_ref, date, rows: shipped, changes }) => ({ source_ref, date, shipped, changes }))
        .sort(byText),
      incomes: deal.incomes
        .map(({ source_ref, date, amount }) => ({ source_ref, date, amount }))
        .sort(byText),
      events: deal.events.map(({ kind, message_id }) => ({ kind, message_id })),
    }),
  )
  const contacts = (await ksup.contacts({ limit: ALL })).rows.map(
    ({ code_ksup, code_1c, name, type, phone }) => ({
      code_ksup,
      code_1c,
      name,
      type,
      phone,
    }),
  )
  const items = await Promise.all((await ksup.items({ limit: ALL })).rows.map(({ id }) => ksup.item(id)))
  const notifications = (await ksup.notifications({ limit: ALL })).rows
  return {
    deals: deals.sort(byText),
    contacts: contacts.sort(byText),
    items: items
      .map(({ article, name, series, manufacturer, source_ref, events }) => ({
        article,
        name,
        series,
        manufacturer,
        source_ref,
        events: events.map(({ message_id }) => message_id),
      }))
      .sort(byText),
    notifications: notifications
      .map(({ message_id, date, amount, state, deal_number }) => ({
        message_id,
        date,
        amount,
        state,
        deal_number,
      }))
      .sort(byText),
    receipts_without_card: (await ksup.counts()).receipts_without_card,
  }
}

/** Nothing waits; what had no effect had none for a reason. */
async function expectSettled(bench: ExchangeBench, messages: readonly OutboxMessage[]): Promise<void> {
  const { onec, serverOutbox, inbox } = bench.parts
  for (const outbox of [onec.outbox, serverOutbox]) {
    const { counts, stopped } = await outbox.status()
    expect(stopped).toBeNull()
    expect([counts.new, counts.sending, counts.waiting, counts.ignored]).toEqual([0, 0, 0, 0])
  }
  expect((await serverOutbox.status()).counts.parked, 'requests for counterparties').toBe(0)
  const parked = messages.filter(({ state }) => state === 'parked')
  for (const { operation, code } of parked) expect(LEGITIMATE).toContain(`${operation} ${code}`)
  const received = (await inbox.list({ limit: ALL })).rows
  expect(received.map(({ id }) => id).sort()).toEqual(messages.map(({ id }) => id).sort())
  for (const { operation, state, code } of received) {
    if (state === 'refused') expect(LEGITIMATE).toContain(`${operation} ${code}`)
    else
      expect(state).toBe(
        code === null && operation === 'ksup.retail' && state === 'no_action' ? 'no_action' : 'applied',
      )
  }
  // DD-06: gaps are waited for, never passed over.
  expect(received.flatMap(({ warnings }) => warnings).filter(({ code }) => code === 'W-SEQ-GAP')).toEqual([])
}

/** КСУП is what it would be if each message had come once, in the order of 1C, to a КСУП that always answers. */
async function expectAsOnAGoodDay(bench: ExchangeBench, messages: readonly OutboxMessage[]): Promise<void> {
  const { ksup } = bench.parts
  const quiet = await quietKsup()
  try {
    const known = new Set(demoKsup.contacts.map(({ code_ksup }) => code_ksup))
    const born = (await ksup.contacts({ limit: ALL })).rows.filter(({ code_ksup }) => !known.has(code_ksup))
    await quiet.ksup.seed({
      ...demoKsup,
      contacts: [
        ...demoKsup.contacts,
        ...born.map(({ code_ksup, name, type, phone }) => ({
          code_ksup,
          name,
          type,
          phones: phone === null ? [] : [{ value: phone, main: true }],
          tasks: [],
        })),
      ],
    })
    for (const { operation, body, id } of messages) await quiet.ksup.apply({ operation, body, messageId: id })
    expect(await stateOf(ksup)).toEqual(await stateOf(quiet.ksup))
  } finally {
    await quiet.close()
  }
}

async function expectDeals(bench: ExchangeBench, messages: readonly OutboxMessage[]): Promise<void> {
  const { onec, ksup } = bench.parts
  const shipments = await documentsOf(bench, 'shipment')
  for (const order of await documentsOf(bench, 'order')) {
    const own = messages.filter(
      ({ object, operation }) => operation === 'ksup.orders' && object === order.ref,
    )
    if (own.length === 0) continue
    const number = order.data.deal_number!
    const deal = await ksup.deal(number)
    const closing = own.find(({ kind }) => kind === 'order-cancel' || kind === 'order-finished')
    const compositions = own.filter(({ kind }) => kind === 'order-add' || kind === 'order-change')
    const before = compositions.filter(({ seq }) => closing === undefined || seq < closing.seq)
    // The first closing decides; a person alone opens a deal again (DD-34).
    expect(deal.state).toBe(
      closing === undefined ? 'active' : closing.kind === 'order-cancel' ? 'cancelled' : 'finished',
    )
    expect(deal.files).toHaveLength(before.length)
    expect(deal.files.filter(({ current }) => current)).toHaveLength(Math.min(before.length, 1))
    if (before.length === compositions.length) {
      expect(deal.rows).toEqual(
        order.data.rows.filter(({ cancelled }) => !cancelled).map(({ cancelled: _cancelled, ...row }) => row),
      )
    }
    // An order whose rows are all cancelled has nothing to add, and is closed without a file (DD-32).
    if (before.length === compositions.length && before.length > 0) {
      const { name, bytes } = await onec.orderForm(order.ref)
      expect(deal.files.find(({ current }) => current)).toMatchObject({
        name,
        sha256: orderFile(name, bytes).sha256,
      })
    }
    if (deal.state === 'cancelled') continue
    const told = shipments.filter(
      ({ ref, data }) => data.order === order.ref && messages.some(({ object }) => object === ref),
    )
    expect(deal.shipments.map(({ source_ref, rows }) => ({ source_ref, rows })).sort(byText)).toEqual(
      told
        .map(({ ref, posted, data }) => ({ source_ref: ref, rows: posted ? groupRows(data.rows) : [] }))
        .sort(byText),
    )
  }
  // DD-06: what happened to a deal happened in the order of its messages.
  const seqs = new Map(messages.map(({ id, seq }) => [id, seq]))
  for (const { type, events } of await dealsOf(ksup)) {
    const order = events.flatMap(({ message_id }) => (message_id === null ? [] : [seqs.get(message_id)!]))
    if (type !== 'Розница') expect(order).toEqual([...new Set(order)].sort((a, b) => b - a))
  }
}

async function expectMoney(bench: ExchangeBench, messages: readonly OutboxMessage[]): Promise<void> {
  const { ksup } = bench.parts
  const deals = await dealsOf(ksup)
  const sales = deals.filter(({ type }) => type !== 'Розница')
  const incomes = messages.filter(({ operation }) => operation === 'ksup.income').map(bodyOf)
  expect(
    sales
      .flatMap(({ number, incomes: came }) =>
        came.map(({ source_ref, date, amount }) => ({ source_ref, number, date, amount })),
      )
      .sort(byText),
  ).toEqual(
    incomes
      .map(({ meta, deal_number, date, amount }) => ({
        source_ref: meta.source_ref,
        number: deal_number,
        date,
        amount: Math.round(amount! * 100),
      }))
      .sort(byText),
  )
  const assigned = new Set(incomes.map(({ meta }) => meta.resolves))
  const unassigned = messages.filter(({ operation }) => operation === 'ksup.unassignedIncome')
  expect(
    (await ksup.notifications({ limit: ALL })).rows
      .map(({ message_id, state }) => ({ message_id, state }))
      .sort(byText),
    'notifications',
  ).toEqual(
    unassigned
      .map(({ id }) => ({ message_id: id, state: assigned.has(id) ? 'closed' : 'open' }))
      .sort(byText),
  )
}

async function expectReceipts(bench: ExchangeBench, messages: readonly OutboxMessage[]): Promise<void> {
  const deals = (await dealsOf(bench.parts.ksup)).filter(({ type }) => type === 'Розница')
  const refused = new Set(
    (await bench.parts.inbox.list({ limit: ALL, state: 'refused' })).rows.map(({ id }) => id),
  )
  const taken = messages.filter(({ id, kind }) => kind === 'retail' && !refused.has(id))
  expect(deals.map(({ shipments }) => shipments[0]!.source_ref).sort()).toEqual(
    taken.map(({ object }) => object).sort(),
  )
  for (const { ref, data } of await documentsOf(bench, 'receipt'))
    if (data.deal_number !== null)
      expect(deals.find(({ number }) => number === data.deal_number)?.shipments[0]?.source_ref).toBe(ref)
}

async function expectDirectories({ parts: { ksup, onec } }: ExchangeBench): Promise<void> {
  const contacts = new Map((await ksup.contacts({ limit: ALL })).rows.map((row) => [row.code_ksup, row]))
  const linked = (await onec.counterparties({ limit: ALL })).rows.filter(
    ({ code_ksup }) => code_ksup !== null,
  )
  for (const { ref } of linked) {
    const { code_ksup, code_1c, ...card } = await onec.counterparty(ref)
    const { object_name, object_type, email, phone } = counterpartyData({
      ...card,
      code1c: code_1c,
      codeKsup: code_ksup,
    })
    expect(contacts.get(code_ksup!)).toMatchObject({
      code_1c,
      link: 'linked',
      name: object_name,
      type: object_type,
      email,
      phone,
    })
  }
  for (const { code_ksup } of contacts.values()) {
    const { tasks, link } = await ksup.contact(code_ksup)
    expect(link, `contact ${code_ksup}`).toBe(
      tasks.length > 0 || demoKsup.contacts.some((one) => one.code_ksup === code_ksup)
        ? 'linked'
        : 'unlinked',
    )
  }
  expect(linked).toHaveLength([...contacts.values()].filter(({ link }) => link === 'linked').length)

  const known = (await ksup.items({ limit: ALL })).rows.map(({ article, name, series, manufacturer }) => ({
    article,
    name,
    series: series ?? '',
    manufacturer: manufacturer ?? '',
  }))
  expect(known.sort(byText)).toEqual(
    (await onec.items({ limit: ALL })).rows
      .map(({ article, name, series, manufacturer }) => ({ article, name, series, manufacturer }))
      .sort(byText),
  )
}

/** Both sides agree: nothing is lost, doubled or out of order. */
export async function expectAgreement(bench: ExchangeBench): Promise<void> {
  const messages = await messagesOf(bench)
  await expectSettled(bench, messages)
  await expectAsOnAGoodDay(bench, messages)
  await expectDeals(bench, messages)
  await expectMoney(bench, messages)
  await expectReceipts(bench, messages)
  await expectDirectories(bench)
  expect(bench.defects).toEqual([])
}
