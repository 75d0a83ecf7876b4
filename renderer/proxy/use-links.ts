import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { admin } from '../api/client.ts'
import { useResource } from '../api/use-resource.ts'
import { t } from '../i18n/index.ts'
import { useReport, useTask } from '../ui/use-report.ts'
import { formOf, tidied, type LinkForm } from './link-form.ts'
import type { LinkState } from './types.ts'

/** The links of the proxy and the one that is open, which is in the address. */
export function useLinks() {
  const route = useRoute()
  const router = useRouter()
  const report = useReport()
  const { busy, run } = useTask()
  const overview = useResource(() => admin.call('proxy.links'), { areas: ['proxy', 'state'] })
  const links = computed(() => overview.data.value?.links ?? [])
  const chosen = computed<LinkState | null>(
    () => links.value.find(({ id }) => id === route.params['link']) ?? links.value[0] ?? null,
  )

  const show = (link: string) => void router.push({ name: 'proxy', params: { link } })

  async function store(next: readonly LinkForm[]): Promise<boolean> {
    const saved = await run(() => admin.call('proxy.save', { body: { links: [...next] } }))
    if (saved) overview.set(saved)
    return saved !== undefined
  }

  /** @param replaces id of the link that the form was opened for; `null`: a new one */
  async function save(form: LinkForm, replaces: string | null): Promise<boolean> {
    const before = links.value.map(formOf)
    const link = tidied(form)
    const next =
      replaces === null ? [...before, link] : before.map((one) => (one.id === replaces ? link : one))
    if (!(await store(next))) return false
    show(link.id)
    return true
  }

  async function remove(link: LinkState): Promise<void> {
    const before = links.value.map(formOf)
    if (!(await store(before.filter(({ id }) => id !== link.id)))) return
    report.outcome('success', t('proxy.removed'), link.name, {
      label: t('proxy.undo'),
      run: () => void store(before).then((done) => done && show(link.id)),
    })
  }

  async function rewind(link: LinkState): Promise<void> {
    await run(() => admin.call('proxy.rewind', { params: { link: link.id } }), t('proxy.rewound'))
  }

  return { overview, links, chosen, busy, show, save, remove, rewind }
}
