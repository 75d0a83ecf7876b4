import { useRouter } from 'vue-router'
import { admin } from '../api/client.ts'
import type { ExchangeCycle } from '../api/types.ts'
import { plural, t, text } from '../i18n/index.ts'
import { useStory } from '../overview/story.ts'
import { useReport, useTask } from '../ui/use-report.ts'

/** What a cycle came to, in sentences. */
export function cycleSummary(cycle: ExchangeCycle): string {
  const of = (...results: string[]) => cycle.orders.filter(({ result }) => results.includes(result)).length
  const codes = [...new Set(cycle.orders.flatMap((order) => order.codes))]
  return [
    cycle.message ? text(cycle.message) : '',
    cycle.orders.length === 0
      ? t('onec.cycleNoOrders')
      : [
          plural('onec.cycleAccepted', of('accepted', 'accepted_with_warnings')),
          plural('onec.cycleRejected', of('rejected')),
          plural('onec.cycleDeferred', of('deferred')),
        ].join(', '),
    codes.length > 0 ? t('onec.cycleCodes', { codes: codes.join(', ') }) : '',
  ]
    .filter(Boolean)
    .join('\n')
}

/** «Забрать заказы в 1С»: one cycle of the exchange, and what it came to. */
export function useExchange() {
  const { busy, run: once } = useTask()
  const report = useReport()
  const router = useRouter()
  const story = useStory()

  async function run(): Promise<ExchangeCycle | undefined> {
    const cycle = await once(() => admin.call('onec.exchange'))
    if (!cycle) return undefined
    story.done('fetch')
    const refused = cycle.orders.some(({ result }) => result === 'rejected' || result === 'deferred')
    report.outcome(
      cycle.outcome !== 'done' ? 'error' : refused ? 'warning' : 'success',
      t(`onec.cycleOutcome.${cycle.outcome}`),
      cycleSummary(cycle),
      {
        label: t('onec.openCycles'),
        run: () => void router.push({ name: 'onec', query: { section: 'cycles' } }),
      },
    )
    return cycle
  }

  return { busy, run }
}
