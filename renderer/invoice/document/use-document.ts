import { computed, type Ref } from 'vue'
import { admin } from '../../api/client.ts'
import { useResource, type Resource } from '../../api/use-resource.ts'
import type { InvoiceOfDocument, InvoiceRef, RenderedInvoice } from '../types.ts'

/** The invoice of a document by the chosen profile, and its PDF. Without a profile the one of the seller is taken. */
export function useDocument(ref: Readonly<Ref<InvoiceRef | null>>, profile: Readonly<Ref<string | null>>) {
  const request = computed(
    () => ref.value && { ref: ref.value, ...(profile.value ? { profile: profile.value } : {}) },
  )
  const key = computed(() => JSON.stringify(ref.value))

  const invoice = useResource<InvoiceOfDocument>(
    async () => (request.value ? admin.call('invoice.of', { body: request.value }) : null),
    {
      areas: ['site', 'onec', 'regate', 'cml-site', 'ksup', 'ksup-onec', 'state'],
      keys: [key],
      filters: [profile],
    },
  )
  /** What the PDF is made of: an event that changed nothing in it makes no new one. */
  const printed = computed(() =>
    invoice.data.value
      ? JSON.stringify([request.value, invoice.data.value.model, invoice.data.value.qr?.text])
      : '',
  )
  const rendered: Resource<RenderedInvoice> = useResource(
    async () => (request.value ? admin.call('invoice.render', { body: request.value }) : null),
    { keys: [key], filters: [printed] },
  )
  return { request, invoice, rendered }
}
