import { useRouter } from 'vue-router'
import { admin } from '../api/client.ts'
import { useTask } from '../ui/use-report.ts'
import { useLastNode } from './last-node.ts'

/** «Обмен узла CommerceML» from anywhere: goods and orders of the node that was shown last; it is watched there. */
export function useNodeExchange() {
  const { busy, run: once } = useTask()
  const last = useLastNode()
  const router = useRouter()

  async function run(): Promise<void> {
    const nodes = await once(() => admin.call('cmlOnec.nodes'))
    if (!nodes) return
    const node = nodes.find(({ id }) => id === last.value) ?? nodes[0]
    if (node && node.running === null) {
      const begun = await once(() =>
        admin.call('cmlOnec.run', { params: { node: node.id }, body: { kind: 'all' } }),
      )
      if (!begun) return
    }
    // Without a node the screen offers to make one.
    await router.push({ name: 'cml-node', params: node ? { node: node.id, tab: 'exchange' } : {} })
  }

  return { busy, run }
}
