import { DEFAULT_ZONE } from './contracts/time.ts'
import { publicationOf } from './enterprises/routes.ts'
import type { JournalEntry } from './journal/model.ts'
import type { WorkspaceDocument } from './storage/document-schema.ts'

/** IANA zone that the local times of an entry are in: that of its contract, of ReGate that of the enterprise (AD-14, BD-06, DD-09). */
export function zoneOfEntry(
  { contract, url }: Pick<JournalEntry, 'contract' | 'url'>,
  { siteOrders, ksup, regate }: Pick<WorkspaceDocument, 'siteOrders' | 'ksup' | 'regate'>,
): string {
  if (contract?.startsWith('ksup/')) return ksup.zone
  if (!contract?.startsWith('regate/')) return siteOrders.zone
  const { enterprises } = regate
  // The first one answers at the short address too (BD-37).
  const named = enterprises.find(({ id }) => url.includes(`${publicationOf(id)}/`)) ?? enterprises[0]
  return named?.zone ?? DEFAULT_ZONE
}
