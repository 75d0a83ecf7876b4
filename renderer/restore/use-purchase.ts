import { computed, ref, shallowRef } from 'vue'
import { admin } from '../api/client.ts'
import { useResource } from '../api/use-resource.ts'
import { useTask } from '../ui/use-report.ts'
import type { PlayedCall, PurchaseReport } from './types.ts'
import { usePlayer } from './use-player.ts'

/** The usual way of a purchase; what really happened replaces it when the report is there. */
const USUAL = [
  'state',
  'city',
  'citystore',
  'storetable',
  'assortment',
  'client',
  'booking',
  'bookingstate',
  'paycard',
  'bookingstate',
]

const lastReport = shallowRef<PurchaseReport | null>(null)
const madeIn = ref('')
const refund = ref(false)

/** A purchase played by the bench, step by step as the journal tells of them. */
export function usePurchase() {
  const player = usePlayer()
  const { busy, run } = useTask()
  const startedAfter = ref(0)
  const refunded = ref(false)

  // While the purchase runs its answer is not there yet; the journal already has its calls.
  const recorded = useResource(
    () =>
      busy.value
        ? admin.call('journal.page', { query: { from: 'restore', limit: 40 } })
        : Promise.resolve(null),
    { areas: ['journal'] },
  )
  const calledSoFar = computed(
    () => recorded.data.value?.rows.filter(({ id }) => id > startedAfter.value).length ?? 0,
  )
  const usual = computed(() => (refunded.value ? [...USUAL, 'refund'] : USUAL))
  const steps = computed((): { method: string; call: PlayedCall | null }[] => {
    if (lastReport.value) return lastReport.value.steps.map((call) => ({ method: call.method, call }))
    return busy.value ? usual.value.map((method) => ({ method, call: null })) : []
  })
  const current = computed(() => Math.min(calledSoFar.value, usual.value.length - 1))

  async function start() {
    lastReport.value = null
    refunded.value = refund.value
    const target = player.targetId
    await run(async () => {
      const page = await admin.call('journal.page', { query: { limit: 1 } })
      startedAfter.value = page.rows[0]?.id ?? 0
      const report = await admin.call('restore.purchase', { body: { target, refund: refund.value } })
      player.learn(target, report.steps)
      madeIn.value = target
      lastReport.value = report
    })
  }

  return { busy, refund, report: lastReport, madeIn, steps, current, start }
}
