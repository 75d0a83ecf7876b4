import { computed, ref } from 'vue'
import { admin } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import { useTask } from '../../ui/use-report.ts'
import type { InvoiceBatch, InvoiceBatchRequest } from '../types.ts'

/** Batches of the bench: the one that runs or was made last, and the others whose files are still there. */
export function useBatch() {
  const { busy, run } = useTask()
  const list = useResource(() => admin.call('invoiceBatch.list'), { areas: ['invoices'] })
  /** Put aside so that another one can be started. */
  const aside = ref<ReadonlySet<string>>(new Set())

  const all = computed(() => list.data.value ?? [])
  const running = computed(() => all.value.find(({ state }) => state === 'running'))
  const started = ref<string | null>(null)
  const current = computed(
    () => running.value ?? all.value.find(({ id }) => id === started.value && !aside.value.has(id)) ?? null,
  )
  const kept = computed(() =>
    all.value.filter(({ id, address }) => address !== null && id !== current.value?.id),
  )

  async function start(request: InvoiceBatchRequest) {
    const batch = await run(() => admin.call('invoiceBatch.start', { body: request }))
    if (!batch) return
    started.value = batch.id
    await list.reload()
  }

  async function cancel({ id }: Pick<InvoiceBatch, 'id'>) {
    await run(() => admin.call('invoiceBatch.cancel', { params: { id } }))
    started.value = id
    await list.reload()
  }

  /** One that was made before, with what could not be made of it. */
  function show({ id }: Pick<InvoiceBatch, 'id'>) {
    aside.value = new Set([...aside.value].filter((one) => one !== id))
    started.value = id
  }

  const putAside = ({ id }: Pick<InvoiceBatch, 'id'>) => (aside.value = new Set([...aside.value, id]))

  return { busy, list, current, kept, start, cancel, show, putAside }
}
