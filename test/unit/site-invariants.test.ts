import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { OrdersBatch } from '../../server/contracts/site-orders/schema.ts'
import type { SiteOrderDetail } from '../../mocks/site/model.ts'
import { NOTICE } from '../../mocks/site/account.ts'
import { draftOfCompany, openShop, type TestShop } from './site-shop.ts'

/** Whatever happens in whatever order, what section 5.1 and AD-03…AD-06, AD-31, AD-32 promise holds after every step. */

type Step = (shop: TestShop, id: string, n: number) => Promise<unknown>

const clock = (n: number) => `2026-03-02T13:${String(n).padStart(2, '0')}:00`
const steps: Record<string, Step> = {
  take: (shop) => shop.call('getOrders'),
  accept: (shop, id, n) => shop.result(id, 'accepted', [], { checked_at: clock(n) }),
  'accept the first revision': (shop, id, n) =>
    shop.result(id, 'accepted', [], { checked_at: clock(n), revision: 1 }),
  reject: (shop, id, n) => shop.result(id, 'rejected', [{ code: 'ORD-200' }], { checked_at: clock(n) }),
  'reject a method': (shop, id, n) =>
    shop.result(id, 'rejected', [{ code: 'ORD-401' }], { checked_at: clock(n) }),
  defer: (shop, id, n) => shop.result(id, 'deferred', [{ code: 'ORD-900' }], { checked_at: clock(n) }),
  'next version': async (shop, id) => {
    const { seq } = await shop.site.order(id)
    return shop.version(id, (seq ?? 0) + 1, { order: { order_status: 'На согласовании' } })
  },
  'stale version': (shop, id) => shop.version(id, 1, { order: { order_status: 'На согласовании' } }),
  edit: (shop, id, n) =>
    shop.site.edit(id, {
      ...draftOfCompany,
      lines: [{ tovar_id: 'p-ball', storage: 'main', quantity: 1000 + n }],
    }),
  mark: (shop, id) => shop.site.mark(id),
  cancel: (shop, id) => shop.site.cancel(id),
  'mend the method': async (shop) => {
    const row = shop.mappings.table('delivery_method').rows.find(({ site_id }) => site_id === 'carrier')!
    await shop.mappings.save(
      'delivery_method',
      { put: [{ ...row, note: row.note ? '' : 'проверено' }], remove: [] },
      'test',
    )
  },
}

async function expectInvariants(
  shop: TestShop,
  before: SiteOrderDetail,
  after: SiteOrderDetail,
): Promise<void> {
  const { orders } = (await shop.call('getOrders')).body as OrdersBatch
  const exported = orders.some(({ order }) => order.order_id === after.order_id)
  const marked = after.exchange_state === 'marked' || after.exchange_state === 'returned_marked'
  expect(exported).toBe(marked)
  expect(after.mark_reason === null).toBe(!marked)

  const hasVersion = after.versions.length > 0
  const [row] = await shop.site.account('c-company')
  expect(row!.notice).toBe(hasVersion ? null : NOTICE)
  expect(row!.invoice === null).toBe(!hasVersion)
  expect(['marked', 'accepted'].includes(after.exchange_state) && hasVersion).toBe(false)
  expect(['returned', 'returned_marked'].includes(after.exchange_state) && !hasVersion).toBe(false)

  expect(after.revision).toBeGreaterThanOrEqual(before.revision)
  expect(after.seq ?? 0).toBeGreaterThanOrEqual(before.seq ?? 0)
  expect(after.seq).toBe(after.versions[0]?.seq ?? null)
  expect(after.versions.slice(after.versions.length - before.versions.length)).toEqual(before.versions)
  // What is written in the history stays there.
  expect(after.history.slice(after.history.length - before.history.length)).toEqual(before.history)
  // Content changes only with a new revision; 1C's data never get into it.
  const content = ({ own }: SiteOrderDetail) => own.products.map(({ quantity }) => quantity)
  if (after.revision === before.revision) expect(content(after)).toEqual(content(before))
}

it('[A-21][A-24][A-27][A-35][A-50] marks, versions, notice and history hold after any sequence of events', async () => {
  const sequence = fc.array(fc.constantFrom(...Object.keys(steps)), { minLength: 1, maxLength: 14 })
  await fc.assert(
    fc.asyncProperty(sequence, async (names) => {
      const shop = await openShop()
      try {
        const id = await shop.placed()
        let before = await shop.site.order(id)
        for (const [n, name] of names.entries()) {
          shop.pass(60_000)
          // A refusal is an answer: what has to hold is that nothing changed half-way.
          await steps[name]!(shop, id, n).catch((error: unknown) => {
            if (!(error instanceof Error) || error.name !== 'ContractError') throw error
          })
          const after = await shop.site.order(id)
          await expectInvariants(shop, before, after)
          before = await shop.site.order(id)
        }
      } finally {
        await shop.stop()
      }
    }),
    { numRuns: 60 },
  )
})
