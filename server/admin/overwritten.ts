import type { WorkspaceDocument } from '../storage/document-schema.ts'
import type { AdminCall } from './api.ts'

/**
 * Calls that put a whole form in the place of what stands in `obmen.json`, with what they overwrite, in the shape that a form is
 * filled from. Mapping tables are not here: of them only what changed travels.
 */
export const overwritten = {
  'settings.siteOrders': ({ siteOrders }) => siteOrders,
  'settings.name': ({ name }) => name,
  'sides.save': ({ sides }, { side }) => (side === 'site' || side === 'onec' ? sides[side] : null),
  'journal.setSettings': ({ journal }) => journal,
  'proxy.save': ({ proxy }) => proxy.links,
  'invoiceProfiles.save': ({ invoices }) => invoices.profiles,
  'regate.saveSettings': ({ regate }, { enterprise }) =>
    regate.enterprises.find(({ id }) => id === enterprise) ?? null,
  'restore.saveReal': ({ regate }) => regate.restore,
  'tls.save': ({ tls }) => tls,
  'cmlSite.saveSettings': ({ commerceml }) => commerceml.site,
  'cmlOnec.saveNode': ({ commerceml }, { node }) => commerceml.nodes.find(({ id }) => id === node) ?? null,
  'ksup.saveSettings': ({ ksup }) => ksup,
  'team.save': ({ team }, { login }) => team.accounts.find((account) => account.login === login) ?? null,
} satisfies Partial<
  Record<AdminCall, (document: WorkspaceDocument, params: Readonly<Record<string, string>>) => unknown>
>

export type OverwritingCall = keyof typeof overwritten

/** What a form of the call was filled from. */
export type Base<Call extends OverwritingCall> = NonNullable<ReturnType<(typeof overwritten)[Call]>>
