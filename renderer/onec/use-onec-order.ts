import { computed, ref, watch } from 'vue'
import { admin } from '../api/client.ts'
import { useResource } from '../api/use-resource.ts'
import { t } from '../i18n/index.ts'
import { useStory } from '../overview/story.ts'
import { useReport, useTask } from '../ui/use-report.ts'
import { editOf, formOf, type OrderForm } from './order-edit.ts'

/** An order in 1C with its form: what is changed, writing it down, and returning it to the site. */
export function useOnecOrder(orderId: string) {
  const params = { id: orderId }
  const story = useStory()
  const report = useReport()
  const { busy, run } = useTask()
  const form = ref<OrderForm | null>(null)

  const order = useResource(() => admin.call('onec.order', { params }), { areas: ['onec'] })
  const edit = computed(() => (order.data.value && form.value ? editOf(order.data.value, form.value) : null))
  const dirty = computed(() => edit.value !== null)

  // A newer order from the server never overwrites what a person is typing.
  watch(order.data, (next, before) => {
    if (next && (!before || !form.value || editOf(before, form.value) === null)) form.value = formOf(next)
  })

  async function save(): Promise<boolean> {
    const body = edit.value
    if (!body) return true
    const saved = await run(() => admin.call('onec.edit', { params, body }), t('onec.saved'))
    if (!saved) return false
    form.value = formOf(saved)
    order.set(saved)
    story.done('edit')
    return true
  }

  /** «Вернуть на сайт»: writes down what is not written yet, makes a version and sends it. */
  async function returnToSite() {
    if (!(await save())) return
    const returned = await run(() => admin.call('onec.return', { params }))
    if (!returned) return
    form.value = formOf(returned)
    order.set(returned)
    story.done('return')
    const state = returned.outgoing ?? 'queued'
    report.outcome(
      state === 'delivered' ? 'success' : state === 'parked' ? 'error' : 'warning',
      t('onec.returned', { seq: returned.seq }),
      t(`onec.outgoingHint.${state}`),
    )
  }

  function reset() {
    if (order.data.value) form.value = formOf(order.data.value)
  }

  return { order, form, dirty, busy, save, returnToSite, reset }
}
