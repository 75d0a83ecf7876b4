import { createHistogram } from 'node:perf_hooks'
import type { KsupParts } from '../../server/ksup/service.ts'
import { ORDERS, orderData, orderRef } from './ksup-base.ts'
import type { Round } from './load.ts'
import { cpuTime } from './usage.ts'

/** Orders on their way from 1C over its outbox and the server to КСУП, inside the process that has all three. */

/** A new version of every order in turn. */
export function createOrderPosting({ onec, inbox }: Pick<KsupParts, 'onec' | 'inbox'>) {
  let posted = 0

  async function postNext(): Promise<void> {
    const [order, version] = [posted % ORDERS, Math.floor(posted / ORDERS)]
    posted += 1
    await onec.saveDocument({
      kind: 'order',
      ref: orderRef(order),
      post: true,
      data: orderData(order, version),
    })
  }

  /** Posts orders and waits until КСУП has them. */
  async function deliver(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, postNext))
    await onec.outbox.idle()
    await inbox.idle()
  }

  return {
    deliver,
    /** @param together orders that are posted at once; the next ones when КСУП has all of them */
    async round(together: number, seconds: number): Promise<Round> {
      const microseconds = createHistogram()
      const [cpuBefore, started] = [cpuTime(), performance.now()]
      const passed = () => performance.now() - started
      let delivered = 0
      while (passed() < seconds * 1000) {
        const begun = passed()
        await deliver(together)
        delivered += together
        microseconds.record(Math.max(1, Math.round((passed() - begun) * 1000)))
      }
      const percentile = (share: number) => microseconds.percentile(share) / 1000
      return {
        perSecond: (delivered / passed()) * 1000,
        p50: percentile(50),
        p95: percentile(95),
        p99: percentile(99),
        cpu: (cpuTime() - cpuBefore) / delivered,
        answered: delivered,
      }
    },
  }
}

export type OrderPosting = ReturnType<typeof createOrderPosting>
