import { computed, ref, watch } from 'vue'
import { admin } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import { t } from '../../i18n/index.ts'
import { useTask } from '../../ui/use-report.ts'
import { editOf, formOf, type SiteOrderForm } from './order-edit.ts'

/** An order of the site with its form. */
export function useSiteOrder(number: string) {
  const { busy, run } = useTask()
  const form = ref<SiteOrderForm | null>(null)
  const order = useResource(() => admin.call('cmlSite.order', { query: { number } }), { areas: ['cml-site'] })
  const edit = computed(() => (order.data.value && form.value ? editOf(order.data.value, form.value) : null))
  const dirty = computed(() => edit.value !== null)

  // A newer order from the server never overwrites what a person is typing.
  watch(order.data, (next, before) => {
    if (next && (!before || !form.value || editOf(before, form.value) === null)) form.value = formOf(next)
  })

  async function save() {
    const changes = edit.value
    if (!changes) return
    const saved = await run(
      () => admin.call('cmlSite.editOrder', { body: { ...changes, number } }),
      t('cmlSite.order.saved'),
    )
    if (!saved) return
    form.value = formOf(saved)
    order.set(saved)
  }

  function revert() {
    if (order.data.value) form.value = formOf(order.data.value)
  }

  return { order, form, dirty, busy, save, revert }
}
