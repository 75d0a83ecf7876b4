import { computed, ref, watch } from 'vue'
import { admin } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import { t } from '../../i18n/index.ts'
import { useTask } from '../../ui/use-report.ts'
import { editOf, formOf, type ItemForm } from './item-edit.ts'

/** The card of an item of 1C with its form. */
export function useItemCard(id: () => string) {
  const { busy, run } = useTask()
  const form = ref<ItemForm | null>(null)
  const card = useResource(
    async () => (id() === '' ? null : admin.call('cmlOnec.item', { query: { id: id() } })),
    { areas: ['cml-onec'], keys: [id] },
  )
  const edit = computed(() => (card.data.value && form.value ? editOf(card.data.value, form.value) : null))
  const dirty = computed(() => edit.value !== null)

  // A newer card from the server never overwrites what a person is typing.
  watch(card.data, (next, before) => {
    if (next === null) form.value = null
    else if (!before || !form.value || editOf(before, form.value) === null) form.value = formOf(next)
  })

  async function save() {
    const body = edit.value
    if (!body) return undefined
    const saved = await run(
      () => admin.call('cmlOnec.editItem', { body: { ...body, id: id() } }),
      t('cmlNode.item.saved'),
    )
    if (!saved) return undefined
    form.value = formOf(saved)
    card.set(saved)
    return saved
  }

  return { card, form, dirty, busy, save }
}
