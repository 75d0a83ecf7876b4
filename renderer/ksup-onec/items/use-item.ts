import { computed, ref, watch } from 'vue'
import { admin } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import { t } from '../../i18n/index.ts'
import { useTask } from '../../ui/use-report.ts'
import { NEW } from '../documents/document-id.ts'
import type { ItemCard } from '../types.ts'
import { changesOf, emptyItem, formOf, type ItemForm } from './item-edit.ts'

/** The card of an item, stored or new, with its form. @param group of a new one */
export function useItem(id: string, group: string | null) {
  const { busy, run } = useTask()
  const isNew = id === NEW
  const empty = JSON.stringify(emptyItem(group))
  const form = ref<ItemForm | null>(isNew ? emptyItem(group) : null)
  const card = useResource<ItemCard>(
    async () => (isNew ? null : admin.call('ksupOnec.item', { params: { ref: id } })),
    { areas: ['ksup-onec'] },
  )
  const before = computed(() => (card.data.value ? formOf(card.data.value) : null))
  const edit = computed(() => (form.value ? changesOf(before.value, form.value) : null))
  const dirty = computed(() =>
    isNew
      ? JSON.stringify(form.value) !== empty
      : form.value !== null && JSON.stringify(form.value) !== JSON.stringify(before.value),
  )

  // A newer card from the server never overwrites what a person is typing.
  watch(card.data, (next, last) => {
    if (next && (!last || !form.value || JSON.stringify(form.value) === JSON.stringify(formOf(last))))
      form.value = formOf(next)
  })

  async function save(): Promise<ItemCard | undefined> {
    const body = edit.value
    if (!body) return undefined
    const saved = await run(
      () =>
        isNew
          ? admin.call('ksupOnec.createItem', { body: { ...body, name: body.name!, group: body.group! } })
          : admin.call('ksupOnec.editItem', { params: { ref: id }, body }),
      t('ksupOnec.item.saved'),
    )
    if (!saved) return undefined
    if (isNew) form.value = emptyItem(group)
    else {
      form.value = formOf(saved)
      card.set(saved)
    }
    return saved
  }

  return { card, form, edit, dirty, busy, isNew, save }
}
