import { computed, ref } from 'vue'
import { admin } from '../api/client.ts'
import type { OrderDraft, Requisites } from '../api/types.ts'
import { useResource } from '../api/use-resource.ts'
import { useTask } from '../ui/use-report.ts'
import { draftOfOrder, estimate } from './draft.ts'

/** The draft of a new order (`null`) or of one that is changed, with all that its form offers to choose from. */
export function useDraft(orderId: string | null) {
  const draft = ref<OrderDraft | null>(null)
  const { run } = useTask()

  const shop = useResource(async () => {
    const [products, customers, dictionaries, first] = await Promise.all([
      admin.call('site.products'),
      admin.call('site.customers'),
      admin.call('site.dictionaries'),
      orderId === null
        ? admin.call('site.draft')
        : admin.call('site.order', { params: { id: orderId } }).then(draftOfOrder),
    ])
    draft.value = structuredClone(first)
    return { products, customers, dictionaries }
  })

  const total = computed(() =>
    draft.value ? estimate(draft.value.lines, shop.data.value?.products ?? []) : 0,
  )

  /** Another buyer brings their own contacts, delivery and legal entity; the chosen goods stay. */
  async function chooseCustomer(customerId: string | null) {
    if (!draft.value) return
    if (customerId === null) {
      const { client, delivery, lines } = draft.value
      const { payment_method } = client
      draft.value = {
        customer_id: null,
        requisites: null,
        client: { payment_method, name: '' },
        delivery,
        lines,
      }
      return
    }
    const theirs = await run(() => admin.call('site.draft', { query: { customer_id: customerId } }))
    if (theirs) draft.value = { ...structuredClone(theirs), lines: draft.value.lines }
  }

  let put: Requisites | null = null
  /** Switches between a company and a private person; what was typed comes back when switched again. */
  function setLegalEntity(on: boolean) {
    if (!draft.value) return
    if (on) draft.value.requisites = put ?? { organization: '', inn: '' }
    else {
      put = draft.value.requisites ?? null
      draft.value.requisites = null
    }
  }

  return { shop, draft, total, chooseCustomer, setLegalEntity }
}
