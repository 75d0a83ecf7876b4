import { computed, ref, watch } from 'vue'
import { admin } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import { t } from '../../i18n/index.ts'
import { useTask } from '../../ui/use-report.ts'
import { editOf, formOf, type OrderForm } from './order-edit.ts'

/** «Заказ клиента» with its form. */
export function useOrder(id: string) {
  const { busy, run } = useTask()
  const params = { id }
  const form = ref<OrderForm | null>(null)
  const order = useResource(() => admin.call('cmlOnec.order', { params }), { areas: ['cml-onec'] })
  const edit = computed(() => (order.data.value && form.value ? editOf(order.data.value, form.value) : null))
  const dirty = computed(() => edit.value !== null)

  // A newer order from the server never overwrites what a person is typing.
  watch(order.data, (next, before) => {
    if (next && (!before || !form.value || editOf(before, form.value) === null)) form.value = formOf(next)
  })

  async function save() {
    const body = edit.value
    if (!body) return
    const saved = await run(() => admin.call('cmlOnec.editOrder', { params, body }), t('cmlNode.order.saved'))
    if (!saved) return
    form.value = formOf(saved)
    order.set(saved)
  }

  function revert() {
    if (order.data.value) form.value = formOf(order.data.value)
  }

  return { order, form, dirty, busy, save, revert }
}
