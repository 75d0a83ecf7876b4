import { useLocalStorage } from '@vueuse/core'
import { computed, ref } from 'vue'
import { chooseProfile } from '../../../server/invoice/profiles/choose.ts'
import { usualProfile } from '../../../server/invoice/profiles/model.ts'
import { admin } from '../../api/client.ts'
import { benchToday } from '../../clock/bench-now.ts'
import { useResource, type Resource } from '../../api/use-resource.ts'
import type { InvoiceOfDocument, InvoiceProfile, InvoiceRef, RenderedInvoice } from '../types.ts'
import { blankDraft, readDraft, type Draft } from './draft.ts'

const KEY = 'obmen.invoice-manual'

/** What is typed stays until it is cleared, also when the window closes. */
export const useManualDraft = () =>
  useLocalStorage<Draft>(KEY, blankDraft(benchToday()), { mergeDefaults: true })

/** An invoice that is being typed, and what it looks like so far: the last whole state while something is missing. */
export function useManual() {
  const draft = useManualDraft()
  const profile = ref<string | null>(null)
  /** A payment code composed of the invoice, so that its sum always holds. */
  const composed = useLocalStorage('obmen.invoice-manual.qr', true)
  const stored = useResource(() => admin.call('invoiceProfiles.list'), { areas: ['state'] })
  const profiles = computed(() => stored.data.value?.profiles ?? [])

  const read = computed(() => readDraft(draft.value))

  const chosen = computed<InvoiceProfile>(() => {
    const named = profiles.value.find(({ id }) => id === profile.value)
    const { inn, kpp } = draft.value.seller
    const seller = { ...draft.value.seller, inn: inn || null, kpp: kpp || null }
    const found = named ?? chooseProfile(profiles.value, { seller }) ?? usualProfile
    return { ...found, qr: { ...found.qr, absent: composed.value ? 'compose' : found.qr.absent } }
  })
  const request = computed<{ ref: InvoiceRef; profile: InvoiceProfile } | null>(() =>
    read.value.invoice
      ? { ref: { source: 'manual', invoice: read.value.invoice }, profile: chosen.value }
      : null,
  )
  const asked = computed(() => JSON.stringify(request.value))

  const invoice: Resource<InvoiceOfDocument> = useResource(
    async () => (request.value ? admin.call('invoice.of', { body: request.value }) : invoice.data.value),
    { filters: [asked] },
  )
  const rendered: Resource<RenderedInvoice> = useResource(
    async () => (request.value ? admin.call('invoice.render', { body: request.value }) : rendered.data.value),
    { filters: [asked] },
  )

  const clear = () => (draft.value = blankDraft(benchToday()))

  return { draft, profile, profiles, composed, read, request, invoice, rendered, clear }
}
