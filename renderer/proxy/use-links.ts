import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { admin } from '../api/client.ts'
import { useResource } from '../api/use-resource.ts'
import { t } from '../i18n/index.ts'
import { useReport, useTask } from '../ui/use-report.ts'
import { formOf, formOfSuggestion, tidied, type LinkForm } from './link-form.ts'
import { linkName } from './link-name.ts'
import type { LinkMode, LinkState, LinkSuggestion, ProxiedSide } from './types.ts'

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
  /** Those of sides are no part of the list that is stored. */
  const ownForms = () => links.value.filter(({ side }) => side === null).map(formOf)

  /** @param base the list that the next one was made of */
  async function store(next: readonly LinkForm[], base = ownForms()): Promise<boolean> {
    const saved = await run(() => admin.call('proxy.save', { body: { links: [...next] }, base }))
    if (saved) overview.set(saved)
    return saved !== undefined
  }

  async function storeSide(
    side: ProxiedSide,
    { mode, insecure }: Pick<LinkState, 'mode' | 'insecure'>,
    proxied: boolean,
  ): Promise<boolean> {
    const body = { proxied, mode, insecure }
    const saved = await run(() => admin.call('proxy.side', { params: { side }, body }))
    if (saved) overview.set(saved)
    return saved !== undefined
  }

  /**
   * @param replaces id of the link that the form was opened for; `null`: a new one
   * @param opened what stood in the form then; the link must be that still
   */
  async function save(form: LinkForm, replaces: string | null, opened?: LinkForm): Promise<boolean> {
    const before = ownForms()
    const link = tidied(form)
    const next =
      replaces === null ? [...before, link] : before.map((one) => (one.id === replaces ? link : one))
    const base = before.map((one) => (opened && one.id === replaces ? opened : one))
    if (!(await store(next, base))) return false
    show(link.id)
    return true
  }

  async function take(suggestion: LinkSuggestion): Promise<void> {
    if (suggestion.side === null) return void (await save(formOfSuggestion(suggestion), null))
    if (await storeSide(suggestion.side, { mode: 'forward', insecure: false }, true)) show(suggestion.id)
  }

  async function setMode(link: LinkState, mode: LinkMode): Promise<void> {
    if (link.side === null) await save({ ...formOf(link), mode }, link.id)
    else await storeSide(link.side, { ...link, mode }, true)
  }

  /** A side that loses its link is real without the proxy again. */
  async function remove(link: LinkState): Promise<void> {
    const { side } = link
    const before = ownForms()
    const [drop, restore] =
      side === null
        ? [() => store(before.filter(({ id }) => id !== link.id)), () => store(before)]
        : [() => storeSide(side, link, false), () => storeSide(side, link, true)]
    if (!(await drop())) return
    const said = t(side === null ? 'proxy.removed' : 'proxy.sideRemoved')
    report.outcome('success', said, linkName(link), {
      label: t('proxy.undo'),
      run: () => void restore().then((done) => done && show(link.id)),
    })
  }

  async function rewind(link: LinkState): Promise<void> {
    await run(() => admin.call('proxy.rewind', { params: { link: link.id } }), t('proxy.rewound'))
  }

  return { overview, links, chosen, busy, show, save, take, setMode, remove, rewind }
}
