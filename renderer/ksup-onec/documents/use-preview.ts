import { computed, type Ref } from 'vue'
import { admin } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import type { VerdictView } from '../types.ts'
import { editOf, type DocumentForm } from './document-edit.ts'

/**
 * «Что уйдёт в КСУП» for the form as it stands, as if it were posted now; nothing is written. `data` is `null` while the
 * form cannot be written at all.
 */
export function usePreview(form: Readonly<Ref<DocumentForm | null>>, ref: () => string | null) {
  const edit = computed(() => (form.value ? editOf(form.value, ref(), true) : null))
  const text = computed(() => JSON.stringify(edit.value))
  return useResource<VerdictView[]>(
    async () => (edit.value ? admin.call('ksupOnec.preview', { body: edit.value }) : null),
    { areas: ['ksup-onec'], filters: [text] },
  )
}
