import { useDialog } from 'naive-ui'
import { computed, ref, watch } from 'vue'
import { admin } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import { t } from '../../i18n/index.ts'
import { useTask } from '../../ui/use-report.ts'
import { editOf, formOf, isComplete, type ItemForm } from './item-edit.ts'

/** An item of КСУП with its form. A change of it is not told to 1C (section 8); the name check will see it (D-110). */
export function useItem(id: string) {
  const params = { id }
  const dialog = useDialog()
  const { busy, run } = useTask()
  const form = ref<ItemForm | null>(null)
  const item = useResource(() => admin.call('ksup.item', { params }), { areas: ['ksup'] })
  const edit = computed(() => (item.data.value && form.value ? editOf(item.data.value, form.value) : null))
  const dirty = computed(() => edit.value !== null)
  const ready = computed(() => dirty.value && form.value !== null && isComplete(form.value))

  // A newer card from the server never overwrites what a person is typing.
  watch(item.data, (next, before) => {
    if (next && (!before || !form.value || editOf(before, form.value) === null)) form.value = formOf(next)
  })

  async function save() {
    const body = edit.value
    if (!body || !ready.value) return
    const saved = await run(() => admin.call('ksup.editItem', { params, body }), t('ksup.item.saved'))
    if (!saved) return
    form.value = formOf(saved)
    item.set(saved)
  }

  function revert() {
    if (item.data.value) form.value = formOf(item.data.value)
  }

  function askRemove(removed: () => void) {
    dialog.warning({
      title: t('ksup.item.removeTitle'),
      content: t('ksup.item.removeText', { name: item.data.value?.name ?? id }),
      positiveText: t('ksup.remove'),
      negativeText: t('common.cancel'),
      onPositiveClick: async () => {
        const done = await run(() => admin.call('ksup.removeItem', { params }), t('ksup.item.removed'))
        if (done) removed()
      },
    })
  }

  return { item, form, dirty, ready, busy, save, revert, askRemove }
}
