import { useDialog } from 'naive-ui'
import { computed, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { admin } from '../api/client.ts'
import { useResource } from '../api/use-resource.ts'
import { t } from '../i18n/index.ts'
import { useTask } from '../ui/use-report.ts'
import { useLastNode } from './last-node.ts'
import { freeId } from './new-node.ts'
import type { NodeBody, NodeState } from './types.ts'

export const tabNames = ['exchange', 'settings', 'items', 'orders', 'counterparties', 'faults'] as const
export type TabName = (typeof tabNames)[number]

/** The nodes of 1C, the one that is shown, its open tab and what is open there: all of it is in the address. */
export function useNodes() {
  const route = useRoute()
  const router = useRouter()
  const dialog = useDialog()
  const { busy, run } = useTask()
  const last = useLastNode()

  const list = useResource(() => admin.call('cmlOnec.nodes'), { areas: ['cml-onec', 'state'] })
  const chosen = computed<NodeState | null>(() => {
    const all = list.data.value ?? []
    const asked = route.params['node'] ?? last.value
    return all.find(({ id }) => id === asked) ?? all[0] ?? null
  })
  watch(chosen, (node) => node && (last.value = node.id))
  const tab = computed<TabName>(() => tabNames.find((name) => name === route.params['tab']) ?? 'exchange')
  const id = computed(() => String(route.params['id'] ?? ''))

  /** @param opened run, item or order of the tab; empty: none */
  const show = (node: string, name: TabName = tab.value, opened = '') =>
    void router.push({
      name: 'cml-node',
      params: { node, tab: name, ...(opened === '' ? {} : { id: opened }) },
    })

  async function create(body: Omit<NodeBody, 'id'> & { id?: string }): Promise<boolean> {
    const node = body.id ?? freeId((list.data.value ?? []).map((one) => one.id))
    const saved = await run(
      () => admin.call('cmlOnec.saveNode', { params: { node }, body: { ...body, id: node } }),
      t('cmlNode.add.done', { name: body.name }),
    )
    if (!saved) return false
    await list.reload()
    show(saved.id, 'exchange')
    return true
  }

  /** «Узел для сайта стенда»: everything as a new node has it, at the bench's own site. */
  const createForBench = () => create({ name: t('cmlNode.add.benchName'), password: null })

  async function remove({ id: node, name }: NodeState) {
    const left = await run(
      () => admin.call('cmlOnec.removeNode', { params: { node } }),
      t('cmlNode.removed', { name }),
    )
    if (!left) return
    list.set(left)
    void router.replace({ name: 'cml-node' })
  }

  function askRemove(node: NodeState) {
    dialog.error({
      title: t('cmlNode.removeTitle', { name: node.name }),
      content: t('cmlNode.removeText'),
      positiveText: t('cmlNode.remove'),
      negativeText: t('common.cancel'),
      onPositiveClick: () => void remove(node),
    })
  }

  return { list, chosen, tab, id, busy, show, create, createForBench, askRemove }
}
