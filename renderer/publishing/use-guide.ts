import { computed, ref, watch } from 'vue'
import type { AdminApi } from '../../server/admin/api.ts'
import type { HandlerInput, ResultOf } from '../../server/admin/endpoint.ts'
import { admin } from '../api/client.ts'
import { useResource } from '../api/use-resource.ts'
import { saveFile } from '../ui/save-file.ts'
import { useTask } from '../ui/use-report.ts'
import { usePublishedEnterprise } from './use-enterprise.ts'

export type GuideInputs = HandlerInput<AdminApi['publishing.guide']>['body']
export type Guide = ResultOf<AdminApi['publishing.guide']>
export type GuideFile = Guide['files'][number]

const initial: GuideInputs = {
  web_server: 'apache-windows',
  platform_version: '8.3.27.1644',
  bitness: '64',
  publication: 'trade',
  base_kind: 'server',
  server: 'localhost',
  base: 'trade',
  folder: '',
  services: [{ name: 'ReGate', rootUrl: 'regate', fromExtension: true }],
  host: '1c.example.ru',
  cert_source: 'public-ca',
  user: 'restore',
  pool_size: 20,
  addresses: [],
}

/** The inputs of the guide, filled in from the chosen enterprise, and the guide made of them as they stand. */
export function useGuide() {
  const enterprise = usePublishedEnterprise()
  const { busy, run } = useTask()
  const inputs = ref<GuideInputs>(structuredClone(initial))

  const settings = useResource(
    () =>
      enterprise.id === null
        ? Promise.resolve(null)
        : admin.call('regate.settings', { params: { enterprise: enterprise.id } }),
    { keys: [() => enterprise.id] },
  )
  watch(settings.data, (known) => {
    if (!known) return
    inputs.value = {
      ...inputs.value,
      publication: known.id,
      base: known.id.replaceAll('-', '_'),
      user: known.users[0] ?? initial.user,
      // A session for each worker of the queue and as many again for reading.
      pool_size: 2 * known.queue.workers,
    }
  })

  const guide = useResource(() => admin.call('publishing.guide', { body: inputs.value }), {
    filters: [() => JSON.stringify(inputs.value)],
  })
  /** What is wrong with an input, by its name. */
  const faults = computed(
    () =>
      new Map(
        guide.problem.value?.places.map(({ pointer, message }) => [pointer.split('/')[1] ?? '', message]) ??
          [],
      ),
  )

  async function saveAll() {
    const zip = await run(() => admin.call('publishing.zip', { body: inputs.value }))
    if (!zip) return
    const bytes = Uint8Array.from(atob(zip.base64), (char) => char.charCodeAt(0))
    saveFile(zip.name, bytes, 'application/zip')
  }

  return { inputs, guide, faults, busy, saveAll }
}
