import { expect } from 'vitest'
import type { OpenBench } from '../admin-bench.ts'
import { MINUTE_MS, pass, type GivenUp, type Story } from './matrix.ts'

/**
 * 1C and a site over CommerceML (commerceml 3.5, 9, 14): goods, prices and stock go up, orders come down, payments go back. No step is
 * repeated inside a session; the next session is.
 */
export async function commerceml(bench: OpenBench): Promise<Story> {
  const { api } = bench
  const node = 'site'
  async function session(kind: 'all' | 'orders', full = false) {
    await pass(bench, MINUTE_MS)
    const { id } = await api.call('cmlOnec.run', { params: { node }, body: { kind, full } })
    return bench.parts.commerceMl.onec.finished(id)
  }
  expect(await session('all', true)).toMatchObject({ state: 'done' })
  const { rows } = await api.call('cmlOnec.items', { query: { state: 'active', limit: 50 } })
  const id = rows.find(({ price, quantity, offers }) => price && quantity !== null && offers === 1)!.id
  const card = () => api.call('cmlOnec.item', { query: { id } })
  const [offer] = (await card()).offerList
  const [price] = offer!.prices
  const [stock] = offer!.stocks
  let plays = 0

  return {
    link: { contract: 'commerceml' },
    operations: [
      'commerceml.catalog.file',
      'commerceml.catalog.import',
      'commerceml.sale.checkauth',
      'commerceml.sale.query',
      'commerceml.sale.success',
      'commerceml.sale.file',
    ],
    reads: ['commerceml.sale.query'],
    finalWhenRefused: ['commerceml.catalog.import', 'commerceml.sale.query'],
    async play() {
      plays += 1
      const buyer = `Матрица ${plays}`
      const name = `Товар матрицы ${plays}`
      await api.call('cmlOnec.editItem', {
        body: {
          id,
          name,
          prices: [{ offer: offer!.id, priceType: price!.priceType, price: 10_000 + plays }],
          stocks: [{ offer: offer!.id, warehouse: stock!.warehouse!, quantity: 1000 * plays }],
        },
      })
      const { number } = await api.call('cmlSite.place', {
        body: { buyer, lines: [{ offer: offer!.id, quantity: 1000 }] },
      })
      const loaded = async () =>
        (await api.call('cmlOnec.orders', { query: { text: number } })).rows.filter(
          ({ siteNumber }) => siteNumber === number,
        )
      const onSite = () => api.call('cmlSite.order', { query: { number } })
      const sessions = [await session('all')]
      for (const order of await loaded())
        await api.call('cmlOnec.editOrder', { params: { id: order.id }, body: { paid: true } })
      sessions.push(await session('orders'))

      return async () => {
        // A session that broke off says so in 1C's journal, at the request that was its last.
        for (const { state, log } of sessions)
          expect(log.some(({ level }) => level === 'error')).toBe(state === 'failed')
        const givenUp: GivenUp[] = sessions
          .flatMap(({ steps }) => steps)
          .filter(({ verdict }) => verdict === 'failed')
          .map(({ said }) => said.ru)

        expect(await session('all')).toMatchObject({ state: 'done' })
        // Section 13: the version of the site that came down again has won, and 1C's goes up after its next change.
        if (!(await onSite()).paid) {
          const [known] = await loaded()
          await api.call('cmlOnec.editOrder', { params: { id: known!.id }, body: { paid: true } })
          expect(await session('orders')).toMatchObject({ state: 'done' })
        }
        expect(await session('all')).toMatchObject({
          state: 'done',
          totals: { items: 0, offers: 0, ordersCreated: 0, ordersSent: 0 },
        })

        const there = await api.call('cmlSite.items', { query: { text: 'Товар матрицы', limit: 5 } })
        const here = await api.call('cmlOnec.items', { query: { text: 'Товар матрицы', limit: 5 } })
        const known = ({ id: item, name: title, price: cost, quantity }: (typeof there.rows)[number]) => ({
          item,
          title,
          cost: cost?.min,
          quantity,
        })
        expect(there.rows.map(known)).toEqual(here.rows.map(known))
        expect(there.rows.map(({ name: title }) => title)).toEqual([name])

        expect(await loaded()).toHaveLength(1)
        const counterparties = await api.call('cmlOnec.counterparties')
        expect(counterparties.filter((one) => one.name === buyer)).toMatchObject([{ orders: 1 }])
        const order = await onSite()
        expect(order).toMatchObject({ paid: true, waiting: false })
        expect(order.payments).toHaveLength(1)
        return givenUp
      }
    },
  }
}
