import { computed, ref, watch } from 'vue'
import { admin } from '../../api/client.ts'
import type { BankDocument } from '../../api/types.ts'
import { useResource } from '../../api/use-resource.ts'
import { t } from '../../i18n/index.ts'
import { useTask } from '../../ui/use-report.ts'
import {
  AWAITS_PAYMENT,
  balanceOf,
  faultsOf,
  freeMoney,
  partsOf,
  restOf,
  spread,
  type AllocationDraft,
} from './allocation-draft.ts'

const LIMIT = 1000

/** The splitting of one payment by a person: client, his orders that wait for money, and the sums. */
export function useAllocation(enterprise: string, document: BankDocument) {
  const params = { enterprise }
  const { busy, run } = useTask()
  const free = freeMoney(document)
  const draft = ref<AllocationDraft>({ client_id: document.payment.client_id, amounts: {} })
  const clientSearch = ref('')

  const clients = useResource(
    () => admin.call('regate.clients', { params, query: { text: clientSearch.value } }),
    { filters: [clientSearch] },
  )
  const orders = useResource(
    async () =>
      draft.value.client_id === null
        ? null
        : (
            await admin.call('regate.orders', {
              params,
              query: { client_id: draft.value.client_id, status: AWAITS_PAYMENT, limit: LIMIT },
            })
          ).filter((order) => restOf(order) > 0),
    { areas: ['regate'], keys: [() => draft.value.client_id] },
  )
  watch(
    () => draft.value.client_id,
    () => (draft.value.amounts = {}),
  )
  // The one client with the payer's INN is offered; nothing is written before a person says so.
  watch(clients.data, (found) => {
    if (draft.value.client_id !== null || clientSearch.value !== '' || !found) return
    const same = found.filter(({ inn }) => inn !== null && inn === document.payer.inn.trim())
    if (same.length === 1) draft.value.client_id = same[0]!.client_id
  })

  const given = computed(() => partsOf(draft.value).reduce((sum, { amount }) => sum + amount, 0))
  const balance = computed(() => balanceOf(draft.value, free))
  const faults = computed(() => faultsOf(draft.value, free, orders.data.value ?? []))

  function setAmount(order_id: string, amount: number | null) {
    draft.value.amounts = { ...draft.value.amounts, [order_id]: amount }
  }

  const spreadOut = () => (draft.value.amounts = spread(free, orders.data.value ?? []))

  /** @returns the list of documents as it is then; `undefined` when the server refused, and the person has been told */
  async function allocate(): Promise<BankDocument[] | undefined> {
    const { client_id } = draft.value
    if (client_id === null || faults.value.length > 0) return undefined
    return run(
      () =>
        admin.call('regate.allocate', {
          params: { enterprise, document: document.id },
          body: { client_id, parts: partsOf(draft.value) },
        }),
      t('enterprises.bank.done'),
    )
  }

  return {
    free,
    draft,
    clients,
    clientSearch,
    orders,
    given,
    balance,
    faults,
    busy,
    setAmount,
    spreadOut,
    allocate,
  }
}
