import type { CmlMode, CmlType } from '../../server/contracts/commerceml/operations.ts'
import { deactivate } from './deactivation.ts'
import { commit, giveCatalogue, giveInfo, giveOrders } from './giving.ts'
import { importFile } from './import.ts'
import { init, receive } from './receiving.ts'
import { failure, text, type Reply } from './reply.ts'
import type { Mode, Visit } from './visit.ts'

/** What a request of each type may ask for after `checkauth` (commerceml sections 3.1–3.3). */

type Modes = Partial<Record<Exclude<CmlMode, 'checkauth'>, Mode>>

/** The end of an exchange (section 3.1): any 200 will do. */
const complete: Mode = async () => text('success')

const uploading: Modes = { init, file: receive, import: importFile }

const modes: Readonly<Record<CmlType, Modes>> = {
  catalog: { ...uploading, deactivate, complete },
  sale: { ...uploading, query: giveOrders, success: commit, info: giveInfo, complete },
  reference: uploading,
  get_catalog: { init, query: giveCatalogue },
}

const known = (mode: string, { type, manner }: Visit): boolean => {
  const { profile } = manner
  if (mode === 'deactivate') return profile.deactivate
  if (mode === 'complete') return profile.complete
  if (type === 'sale' && mode === 'info') return profile.sale.info
  return true
}

const missing: Mode = async () => ({
  status: 404,
  kind: 'page',
  body: '<h1>Not Found</h1>',
  code: 'CML-MODE',
})

/** What answers a request; a mode that the site does not know is answered in its own way. */
export function modeOf(visit: Visit): Mode {
  const { type, manner, request } = visit
  const { profile } = manner
  const own = modes[type]
  const found =
    Object.hasOwn(own, request.mode) && known(request.mode, visit) ? own[request.mode as keyof Modes] : null
  if (!found)
    return async () => ({ ...text(profile.unknownMode.body, profile.unknownMode.status), code: 'CML-MODE' })
  if (type === 'sale' && request.mode === 'import') {
    if (profile.sale.import === 'empty') return async () => text('')
    if (profile.sale.import === 'missing') return missing
  }
  return found
}

/** A type that the site does not exchange (section 3.3). */
export const unknownType = (manner: Visit['manner']): Reply =>
  failure(manner, 'CML-TYPE', 'Unknown command type.')
