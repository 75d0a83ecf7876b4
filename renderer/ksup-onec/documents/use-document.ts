import { computed, ref, shallowRef, watch } from 'vue'
import { nowLocal } from '../../../server/contracts/time.ts'
import { admin } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import { benchNow } from '../../clock/bench-now.ts'
import { displayZone } from '../../format/time.ts'
import { t } from '../../i18n/index.ts'
import { useTask } from '../../ui/use-report.ts'
import type { DocumentAction, DocumentCard, DocumentKind } from '../types.ts'
import { editOf, emptyForm, formOf, missingOf, sameForm, type DocumentForm } from './document-edit.ts'
import { placeOf } from './document-id.ts'

/**
 * A document of 1C with its form: a stored one, a new one, or a new one filled by an order.
 * @param settled a new document was written and has a reference now
 */
export function useDocument(kind: DocumentKind, id: string, settled: (card: DocumentCard) => void) {
  const { busy, run } = useTask()
  const place = placeOf(id)
  const isNew = place.new
  const form = ref<DocumentForm | null>(null)
  /** What the form was when nothing in it was unwritten; `null`: all of it is. */
  const base = shallowRef<DocumentForm | null>(null)
  /** A person wanted to write while something was missing. */
  const tried = ref(false)

  const card = useResource<DocumentCard>(
    async () => (place.new ? null : admin.call('ksupOnec.document', { params: { ref: place.ref } })),
    { areas: ['ksup-onec'] },
  )
  const draft = useResource(async () =>
    place.new && place.from !== null && (kind === 'shipment' || kind === 'payment')
      ? admin.call('ksupOnec.draft', { params: { ref: place.from }, query: { kind } })
      : null,
  )
  const source = computed(() => (isNew ? draft : card))

  const dirty = computed(
    () => form.value !== null && (base.value === null || !sameForm(form.value, base.value)),
  )
  const missing = computed(() => (form.value ? missingOf(form.value) : []))

  function take(next: DocumentForm) {
    base.value = next
    form.value = structuredClone(next)
  }

  if (place.new && place.from === null) take(emptyForm(kind, nowLocal(benchNow(), displayZone.value)))
  watch(draft.data, (filled) => {
    if (filled && form.value === null) form.value = formOf(filled)
  })
  // A newer document from the server never overwrites what a person is typing.
  watch(card.data, (next) => {
    if (next && !dirty.value) take(formOf(next))
  })

  /** @param post «Провести»; otherwise a posted document stays posted */
  async function save(post: boolean): Promise<DocumentCard | undefined> {
    if (!form.value) return undefined
    const stored = card.data.value
    const edit = editOf(form.value, stored?.ref ?? null, post)
    tried.value = edit === null
    if (!edit) return undefined
    const saved = await run(
      () => admin.call('ksupOnec.saveDocument', { body: edit }),
      t(post ? 'ksupOnec.document.posted' : 'ksupOnec.document.saved'),
    )
    if (!saved) return undefined
    take(formOf(saved))
    card.set(saved)
    return saved
  }

  /** Writes, and gives a new document its address. */
  async function write(post: boolean) {
    const saved = await save(post)
    if (saved && isNew) settled(saved)
  }

  async function act(action: DocumentAction) {
    const stored = card.data.value
    if (!stored) return
    const acted = await run(
      () => admin.call('ksupOnec.act', { params: { ref: stored.ref }, body: { action } }),
      t(`ksupOnec.document.acted.${action}`),
    )
    if (!acted) return
    take(formOf(acted))
    card.set(acted)
  }

  function revert() {
    if (base.value) form.value = structuredClone(base.value)
    tried.value = false
  }

  return { card, source, form, dirty, missing, tried, busy, isNew, save, write, act, revert }
}
