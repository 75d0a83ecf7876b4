import { computed, ref, watch } from 'vue'
import { admin } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import { t } from '../../i18n/index.ts'
import { useTask } from '../../ui/use-report.ts'
import { NEW } from '../documents/document-id.ts'
import type { CounterpartyCard } from '../types.ts'
import { changesOf, emptyCounterparty, formOf, type CounterpartyForm } from './counterparty-edit.ts'

/** The card of a counterparty, stored or new, with its form. */
export function useCounterparty(id: string) {
  const { busy, run } = useTask()
  const isNew = id === NEW
  const form = ref<CounterpartyForm | null>(isNew ? emptyCounterparty() : null)
  const card = useResource<CounterpartyCard>(
    async () => (isNew ? null : admin.call('ksupOnec.counterparty', { params: { ref: id } })),
    { areas: ['ksup-onec'] },
  )
  const before = computed(() => (card.data.value ? formOf(card.data.value) : null))
  const edit = computed(() => (form.value ? changesOf(before.value, form.value) : null))
  const dirty = computed(() =>
    isNew ? JSON.stringify(form.value) !== JSON.stringify(emptyCounterparty()) : edit.value !== null,
  )

  // A newer card from the server never overwrites what a person is typing.
  watch(card.data, (next, last) => {
    if (next && (!last || !form.value || changesOf(formOf(last), form.value) === null))
      form.value = formOf(next)
  })

  async function save(): Promise<CounterpartyCard | undefined> {
    const body = edit.value
    if (!body) return undefined
    const saved = await run(
      () =>
        isNew
          ? admin.call('ksupOnec.createCounterparty', { body: { ...body, name: body.name! } })
          : admin.call('ksupOnec.editCounterparty', { params: { ref: id }, body }),
      t('ksupOnec.counterparty.saved'),
    )
    if (!saved) return undefined
    if (isNew) form.value = emptyCounterparty()
    else {
      form.value = formOf(saved)
      card.set(saved)
    }
    return saved
  }

  return { card, form, edit, dirty, busy, isNew, save }
}
