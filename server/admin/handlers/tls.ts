import { isDeepStrictEqual } from 'node:util'
import { checkTls } from '../../http/tls/check.ts'
import type { BenchParts } from '../deps.ts'
import type { TlsState } from '../model.ts'
import type { AdminHandlers } from '../routes.ts'

/** HTTPS of the bench and a look at the TLS of any address (B-16). */
export function tlsHandlers({ workspace, changes, httpsAddress }: BenchParts) {
  /** What the running server was started with. */
  const served = structuredClone(workspace.document.value.tls)
  const state = (): TlsState => {
    const settings = workspace.document.value.tls
    return { settings, address: httpsAddress(), restartNeeded: !isDeepStrictEqual(settings, served) }
  }
  return {
    'tls.state': state,
    'tls.save': async ({ body }) => {
      await workspace.document.update((draft) => {
        draft.tls = body
      })
      changes.publish({ area: 'state' })
      return state()
    },
    'tls.check': ({ body }) => checkTls(body.address),
  } satisfies Partial<AdminHandlers>
}
