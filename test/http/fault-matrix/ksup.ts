import { expect } from 'vitest'
import { demoKsupOnec } from '../../../fixtures/demo/demo.ts'
import type { DocumentInput, DocumentKind } from '../../../mocks/ksup-onec/model.ts'
import type { OpenBench } from '../admin-bench.ts'
import { MINUTE_MS, MOST_HITS, pass, type GivenUp, type Story } from './matrix.ts'

/** Each try that a fault spoils takes one, what it holds up another one. */
const MOST_TURNS = 3 * MOST_HITS

/**
 * КСУП and 1C (ksup 4, DD-05…DD-08): КСУП asks for a counterparty; 1C tells of it, of an item, of an order with its shipment and its
 * money, of money that belongs to no order, and of a receipt by card.
 */
export async function ksup(bench: OpenBench): Promise<Story> {
  const { ksup: parts } = bench.parts
  const outboxes = [parts.outbox('onec'), parts.outbox('server')]
  const group = demoKsupOnec.groups.find(({ exported }) => exported)!.ref
  let plays = 0

  async function settled(): Promise<void> {
    for (const outbox of [...outboxes, ...outboxes]) await outbox.idle()
    await parts.inbox.idle()
  }
  /** A document with one row of the item. */
  async function post<Kind extends DocumentKind>(kind: Kind, data: DocumentInput[Kind]): Promise<string> {
    const edit = { kind, post: true, data } as Parameters<typeof parts.onec.saveDocument>[0]
    return (await parts.onec.saveDocument(edit)).ref
  }

  return {
    link: { contract: 'ksup' },
    operations: [
      'ksup.contactCreate',
      'ksup.contactLink',
      'ksup.contactChange',
      'ksup.nomenclatureCreate',
      'ksup.nomenclatureChange',
      'ksup.orders',
      'ksup.shipments',
      'ksup.income',
      'ksup.unassignedIncome',
      'ksup.retail',
    ],
    reads: [],
    finalWhenRefused: [
      'ksup.contactCreate',
      'ksup.contactChange',
      'ksup.nomenclatureCreate',
      'ksup.orders',
      'ksup.shipments',
      'ksup.income',
      'ksup.unassignedIncome',
      'ksup.retail',
    ],
    async play() {
      plays += 1
      const givenUp: GivenUp[] = []

      /** Messages go by themselves as far as they can; what is left a person sends again. */
      async function arrived(): Promise<void> {
        for (let turn = 0; turn < MOST_TURNS; turn += 1) {
          await settled()
          let open = await parts.inbox.counts().then(({ queued }) => queued)
          for (const outbox of outboxes) {
            const { rows: parked } = await outbox.list({ state: 'parked', limit: 50 })
            const { counts, stopped } = await outbox.status()
            // A refused account stops the queue; nothing else does.
            expect(stopped !== null).toBe(
              parked.some(({ code }) => code === 'KS-AUTH' || code === 'HTTP-401'),
            )
            givenUp.push(...parked.map(({ code }) => code!))
            // What the queue was stopped by goes again with it.
            if (stopped) await outbox.resume()
            else for (const { id } of parked) await outbox.sendAgain(id)
            open += counts.new + counts.sending + counts.waiting + counts.parked
          }
          if (open === 0) return
          await pass(bench, 30 * MINUTE_MS)
        }
        throw new Error('The exchange does not come to rest')
      }

      const name = `ООО «Матрица ${plays}»`
      const emails = [{ value: `m${plays}@example.ru`, main: true }]
      const { code_ksup } = await parts.ksup.createContact({ name, type: 'company', emails })
      await parts.ksup.saveTask(code_ksup, { title: 'Заказ', active: true, has_order: true })
      await arrived()
      const counterparties = async () =>
        (await parts.onec.counterparties({ limit: 500 })).rows.filter((row) => row.name.startsWith(name))
      const { ref: counterparty } = (await counterparties())[0]!
      const changed = `${name} (новое)`
      await parts.onec.saveCounterparty(counterparty, { name: changed })
      const article = `MX-${plays}`
      const { ref: item } = await parts.onec.saveItem(null, { article, name: 'Товар', group, kind: 'Товар' })
      await arrived()

      await parts.onec.saveItem(item, { name: 'Товар новый' })
      const rows = [{ article, name: 'Товар новый', quantity: 2000, price: 10_000, amount: 20_000 }]
      const { number } = await parts.ksup.createDeal({ title: 'Матрица', contact: code_ksup })
      const order = await post('order', {
        date: '2026-11-26T12:00:00',
        counterparty,
        type: 'Обычный',
        status: 'К выполнению',
        deal_number: number,
        comment: '',
        rows: rows.map((row) => ({ ...row, cancelled: false })),
      })
      const money = { date: '2026-11-26', counterparty, payer: name, comment: '' }
      const nobodys = 100 + plays
      await post('payment', { ...money, shares: [{ order: null, amount: nobodys }] })
      await arrived()

      const shipment = await post('shipment', { date: '2026-11-26T13:00:00', counterparty, order, rows })
      const card = `MX-${plays}`
      await parts.onec.saveCard(card, counterparty)
      const receipt = await post('receipt', { date: '2026-11-26T14:00:00', operation: 'sale', card, rows })
      await arrived()
      const payment = await post('payment', { ...money, shares: [{ order, amount: 20_000 }] })
      await arrived()

      return async () => {
        for (const outbox of outboxes) {
          const { counts, stopped } = await outbox.status()
          expect([
            stopped,
            counts.new,
            counts.sending,
            counts.waiting,
            counts.parked,
            counts.ignored,
          ]).toEqual([null, 0, 0, 0, 0, 0])
        }
        const contact = await parts.ksup.contact(code_ksup)
        expect(contact).toMatchObject({ link: 'linked', name: changed })
        expect(await counterparties()).toMatchObject([{ code_1c: contact.code_1c, code_ksup }])
        const items = (await parts.ksup.items({ text: article, limit: 5 })).rows
        expect(items).toMatchObject([{ article, name: 'Товар новый' }])

        const deals = (await parts.ksup.deals({ contact: code_ksup, limit: 10 })).rows
        expect(deals).toHaveLength(2)
        const deal = await parts.ksup.deal(number)
        expect(deal).toMatchObject({
          rows,
          files: [{ current: true }],
          shipments: [{ source_ref: shipment, rows }],
          incomes: [{ source_ref: payment, amount: 20_000 }],
        })
        expect(deal.events.map(({ kind }) => kind).sort()).toEqual([
          'income',
          'opened',
          'order-added',
          'shipment-added',
        ])
        const retail = await parts.ksup.deal(deals.find((one) => one.number !== number)!.number)
        expect(retail).toMatchObject({ type: 'Розница', shipments: [{ source_ref: receipt, rows }] })
        const { rows: notifications } = await parts.ksup.notifications({ limit: 500 })
        expect(notifications.filter(({ amount }) => amount === nobodys)).toHaveLength(1)
        return givenUp
      }
    },
  }
}
