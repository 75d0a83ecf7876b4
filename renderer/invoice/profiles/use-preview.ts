import { useSessionStorage } from '@vueuse/core'
import { computed, type Ref } from 'vue'
import { admin } from '../../api/client.ts'
import { useResource, type Resource } from '../../api/use-resource.ts'
import { money } from '../../format/money.ts'
import { date } from '../../format/time.ts'
import { t } from '../../i18n/index.ts'
import sample from './sample-invoice.json'
import type { InvoiceProfile, InvoiceRef, RenderedInvoice } from './types.ts'

const SAMPLE = 'sample'
const own: InvoiceRef = { source: 'manual', invoice: sample as never }

/** The PDF of a profile that is being edited, on a document of the bench or on the sample of the program. */
export function usePreview(profile: Readonly<Ref<InvoiceProfile | null>>) {
  const documents = useResource(() => admin.call('invoice.sources', { query: { limit: 100 } }))
  /** The chosen document as text: a reference is an object without an id of its own. */
  const chosen = useSessionStorage('obmen.invoice-profiles.document', SAMPLE)

  const choices = computed(() => [
    { value: SAMPLE, label: t('invoiceProfiles.preview.sample') },
    ...(documents.data.value?.rows ?? []).map((row) => ({
      value: JSON.stringify(row.ref),
      label: [
        t('invoiceProfiles.preview.document', { number: row.number, date: date(`${row.date}T00:00:00`) }),
        row.buyer,
        row.total === null ? '' : money(row.total),
      ]
        .filter(Boolean)
        .join(', '),
    })),
  ])
  /** A document that is gone gives way to the sample. */
  const document = computed({
    get: () => (choices.value.some(({ value }) => value === chosen.value) ? chosen.value : SAMPLE),
    set: (next: string) => (chosen.value = next),
  })

  const ref = computed<InvoiceRef>(() =>
    document.value === SAMPLE ? own : (JSON.parse(document.value) as InvoiceRef),
  )
  const rendered: Resource<RenderedInvoice> = useResource(
    async () =>
      profile.value
        ? admin.call('invoice.render', { body: { ref: ref.value, profile: profile.value } })
        : rendered.data.value,
    { filters: [() => JSON.stringify(profile.value), document] },
  )

  return { choices, document, rendered }
}
