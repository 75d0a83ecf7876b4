import { expect } from 'vitest'
import type { OpenBench } from '../admin-bench.ts'
import { MINUTE_MS, pass, type GivenUp, type Story } from './matrix.ts'

/**
 * 1C and the site (site-orders 5.3, 11, AD-33…AD-35): a buyer that nobody knows orders; 1C takes the order, returns it, and tells of
 * the new counterparty, of a new item and of stock.
 */
export async function siteOrders(bench: OpenBench): Promise<Story> {
  const { api } = bench
  await bench.mapCourier()
  await bench.exchangeOrders()
  const draft = await api.call('site.draft')
  const { delivery_method } = await api.call('site.dictionaries')
  const { delivery_city, delivery_city_id } = draft.delivery
  /** Nobody has to be told who the receiver is. */
  const delivery = {
    delivery_city,
    delivery_city_id,
    delivery_method: delivery_method.find(({ pickup }) => pickup)!.id,
  }
  const ordered = new Set(draft.lines.map(({ tovar_id }) => tovar_id))
  const product = (await api.call('site.products')).find(
    ({ tovar_id, offers, stock }) => !ordered.has(tovar_id) && offers.length === 1 && stock.length > 0,
  )!
  const [offer_id] = product.offers as [string]
  const stocked = async () =>
    (await api.call('onec.items', { query: {} })).find((item) => item.offer_id === offer_id)!.stock
  const { storage_ref } = (await stocked())[0]!
  let plays = 0

  /** What a person finds in the outgoing queue and sends again. */
  async function sentAgain(): Promise<GivenUp[]> {
    const parked = (await api.call('onec.outbox')).filter(({ state }) => state === 'parked')
    for (const { id } of parked) await api.call('onec.resend', { params: { id } })
    return parked.map(({ code }) => code!)
  }

  return {
    link: { from: 'onec', to: 'site', contract: 'site-orders' },
    operations: [
      'site-orders.ping',
      'site-orders.getOrders',
      'site-orders.postResult',
      'site-orders.postOrder',
      'site-orders.postNomenclature',
      'site-orders.postContragents',
      'site-orders.postStock',
    ],
    reads: ['site-orders.ping', 'site-orders.getOrders'],
    // A result is not: the order keeps its mark, so the next cycle answers for it anew.
    finalWhenRefused: [
      'site-orders.postOrder',
      'site-orders.postNomenclature',
      'site-orders.postContragents',
      'site-orders.postStock',
    ],
    async play() {
      plays += 1
      const quantity = 1000 * plays
      const email = `matrix-${plays}@example.ru`
      const item = await api.call('onec.newItem', { body: { name: `Матрица ${plays}` } })
      await api.call('onec.stock', { params: { id: offer_id }, body: { storage_ref, quantity } })
      const client = {
        ...draft.client,
        name: `Покупатель ${plays}`,
        email,
        telefon: `+7900000${String(1000 + plays)}`,
      }
      const { order_id: id } = await api.call('site.place', {
        body: { ...draft, customer_id: null, requisites: null, client, delivery },
      })
      await api.call('onec.exchange')
      const taken = (await api.call('onec.orders')).some(({ order_id }) => order_id === id)
      if (taken) await api.call('onec.return', { params: { id } })
      await api.call('onec.exchange')

      return async () => {
        await pass(bench, 30 * MINUTE_MS)
        const givenUp = await sentAgain()
        await bench.exchangeOrders()
        await bench.exchangeOrders()

        const open = (await api.call('onec.outbox')).filter(
          ({ state }) => state !== 'delivered' && state !== 'superseded',
        )
        expect(open).toEqual([])
        const documents = (await api.call('onec.orders')).filter(({ order_id }) => order_id === id)
        expect(documents).toMatchObject([{ result: expect.stringMatching(/^accepted/) }])
        const order = await api.call('site.order', { params: { id } })
        expect(order.exchange_state).toBe(taken ? 'returned' : 'accepted')
        expect(order.versions.map(({ seq }) => seq)).toEqual(taken ? [1] : [])

        // The counterparty is one of 1C's, and the one that the site was told of.
        const [counterparty, ...others] = (await api.call('onec.counterparties')).filter(
          ({ name }) => name === client.name,
        )
        expect(others).toEqual([])
        const buyers = (await api.call('site.customers')).filter((buyer) => buyer.email === email)
        expect(buyers).toMatchObject([{ ref_1c: counterparty!.ref_1c }])

        const { rows } = await api.call('mappings.table', { params: { kind: 'product' } })
        expect(rows.filter(({ ref_1c }) => ref_1c === item.offer_id)).toHaveLength(1)
        const shown = (await api.call('site.products')).find(({ tovar_id }) => tovar_id === product.tovar_id)!
        const total = (amounts: readonly { quantity: number }[]): number =>
          amounts.reduce((sum, one) => sum + one.quantity, 0)
        expect(total(shown.stock)).toBe(total(await stocked()))
        return givenUp
      }
    },
  }
}
