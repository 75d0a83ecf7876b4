import { describe, expect, it } from 'vitest'
import type { ClientProfileId } from '../../server/contracts/commerceml/client-profiles.ts'
import type { CmlSiteProfileId } from '../../server/contracts/commerceml/site-profiles.ts'
import { logOf, startOnec } from './cml-onec-bench.ts'
import { account, anOrder, startSite, TEST_PATH } from './cml-site-bench.ts'

/** Both ends of the bench against each other, over HTTP. */

async function bothEnds(site: Parameters<typeof startSite>[0], node: Parameters<typeof startOnec>[1]) {
  const there = await startSite(site)
  const here = await startOnec(`http://127.0.0.1:${there.port}/site${TEST_PATH}`, node, { as: account })
  return { there, here }
}

describe('1C against the site', () => {
  it.each([
    ['ut103', 'minimal'],
    ['ut11', 'bitrix'],
    ['ut11', 'woocommerce-1c'],
    ['ut11', 'opencart-exchange1c'],
    ['ut11', 'umi'],
    ['unf3', 'bitrix'],
    ['bitrix-module-2.09', 'bitrix'],
    ['bitrix-module-3.1', 'bitrix'],
    ['moysklad', 'minimal'],
    ['businessru', 'minimal'],
  ] as [ClientProfileId, CmlSiteProfileId][])(
    '[C §14] %s exports its catalogue to %s, zip on and off, in parts and whole',
    async (profile, siteProfile) => {
      const { there, here } = await bothEnds(
        { profile: siteProfile, fileLimit: 65_536, stepMs: 0 },
        { profile, zip: true },
      )
      for (const zip of [true, false]) {
        here.set({ zip })
        there.set({ fileLimit: zip ? 700 : 10_485_760 })
        const run = await here.exchange({ kind: 'catalogue', full: true })
        expect(logOf(run).filter((text) => /ошибк/i.test(text))).toEqual([])
        expect(run.state).toBe('done')
        expect(await there.catalogue.counts()).toMatchObject({ items: 4, offers: 6, inactive: 0 })
      }
      const ours = await here.catalogue.items({ offset: 0, limit: 10 })
      const theirs = await there.catalogue.items({ offset: 0, limit: 10 })
      const short = ({ id, name, quantity }: (typeof ours.rows)[0]) => [id, name, quantity]
      expect(theirs.rows.map(short).sort()).toEqual(ours.rows.map(short).sort())
    },
  )

  it.each([
    ['ut11', 'minimal'],
    ['unf3', 'bitrix'],
    ['bitrix-module-2.09', 'bitrix'],
    ['bitrix-module-3.1', 'bitrix'],
  ] as [ClientProfileId, CmlSiteProfileId][])(
    '[C §9] %s and %s: orders come down once, a payment goes back',
    async (profile, siteProfile) => {
      const { there, here } = await bothEnds({ profile: siteProfile, stepMs: 0 }, { profile })
      await here.exchange({ kind: 'catalogue', full: true })
      // The first one has characteristics, the second is sold as it is.
      const { rows } = await there.catalogue.items({ offset: 1, limit: 1 })
      const placed = await there.site.place({
        ...anOrder(),
        lines: rows.map(({ id }) => ({ offer: id, quantity: 2000 })),
      })
      there.later(1000)
      const first = await here.exchange({ kind: 'orders' })
      expect(logOf(first).filter((text) => /ошибк/i.test(text))).toEqual([])
      expect(first.totals.ordersCreated).toBe(1)
      there.later(1000)
      const second = await here.exchange({ kind: 'orders' })
      expect(second.totals.ordersLoaded).toBe(0)

      const [order] = (await here.onec.orders({ offset: 0, limit: 1 })).rows
      await here.onec.editOrder(order!.id, { paid: true, shipped: true })
      there.later(1000)
      const third = await here.exchange({ kind: 'orders' })
      expect(logOf(third).filter((text) => /ошибк/i.test(text))).toEqual([])
      expect(third.totals.ordersSent).toBe(1)
      expect(await there.site.order(placed.number)).toMatchObject({ paid: true })
    },
  )
})
