import { changeSideLink } from '../../proxy/side-links.ts'
import { suggestLinks } from '../../proxy/suggestions.ts'
import { ProxiedSide } from '../../storage/document-schema.ts'
import type { ProxyOverview } from '../api-proxy.ts'
import type { BenchParts } from '../deps.ts'
import { AdminRefusal } from '../problem.ts'
import type { AdminHandlers } from '../routes.ts'

/** Entries that one query may hand to a link. */
const ADOPTED_LIMIT = 10_000

function proxiedSide(name: string): ProxiedSide {
  const { data } = ProxiedSide.safeParse(name)
  if (data) return data
  throw new AdminRefusal(404, 'ADMIN-NOT-FOUND', {
    ru: `Стороны «${name}» нет.`,
    en: `There is no side "${name}".`,
  })
}

/** The recording proxy as its people work with it. */
export function proxyHandlers({ proxy, journal, workspace, changes, address, httpsAddress }: BenchParts) {
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
    'proxy.side': async ({ params, body }) => {
      const side = proxiedSide(params.side)
      await workspace.document.update((draft) => changeSideLink(draft, side, body))
      for (const area of ['proxy', 'state', 'ksup'] as const) changes.publish({ area })
      return overview()
    },
    'proxy.check': ({ params }) => proxy.check(params.link),
    'proxy.rewind': ({ params }) => {
      proxy.rewind(params.link)
      return {}
    },
    'proxy.adopt': async ({ params, body }) =>
      proxy.adopt(params.link, 'ids' in body ? body.ids : await journal.find(body.q, ADOPTED_LIMIT)),
    'proxy.release': async ({ params }) => ({ released: await proxy.release(params.link) }),
  } satisfies Partial<AdminHandlers>
}
