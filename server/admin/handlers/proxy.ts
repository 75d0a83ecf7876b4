import { suggestLinks } from '../../proxy/suggestions.ts'
import type { ProxyOverview } from '../api-proxy.ts'
import type { BenchParts } from '../deps.ts'
import type { AdminHandlers } from '../routes.ts'

/** The recording proxy as its people work with it. */
export function proxyHandlers({ proxy, workspace, changes, address, httpsAddress }: BenchParts) {
  async function overview(): Promise<ProxyOverview> {
    const secure = httpsAddress()
    return {
      links: await proxy.state(),
      suggestions: suggestLinks(workspace.document.value),
      addresses: secure === null ? [address()] : [address(), secure],
    }
  }
  return {
    'proxy.links': overview,
    'proxy.save': async ({ body: { links } }) => {
      await workspace.document.update((draft) => {
        draft.proxy.links = links.map((link) => ({ ...link, address: link.address.replace(/\/+$/, '') }))
      })
      changes.publish({ area: 'proxy' })
      return overview()
    },
    'proxy.check': ({ params }) => proxy.check(params.link),
    'proxy.rewind': ({ params }) => {
      proxy.rewind(params.link)
      return {}
    },
  } satisfies Partial<AdminHandlers>
}
