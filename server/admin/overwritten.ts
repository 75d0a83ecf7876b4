import type { ErrandSchedule } from '../errands/model.ts'
import type { FaultRule } from '../faults/model.ts'
import type { WorkspaceDocument } from '../storage/document-schema.ts'
import type { AdminCall } from './api.ts'

/** Texts of the workspace that stand in files of their own. */
export interface StandingFiles {
  scenario(id: string): Promise<{ text: string } | null>
}

/** What a call is about: the parameters of its address, and what `namedInBody` takes from its body. */
export type Subject = Readonly<Record<string, string>>

/** Calls whose form has its own id in the body. */
const namedInBody: Partial<Record<AdminCall, string>> = { 'faults.save': 'id', 'errands.save': 'id' }

export function subjectOfForm(call: AdminCall, params: Subject, body: unknown): Subject {
  const member = namedInBody[call]
  const id = member === undefined ? undefined : (body as Record<string, unknown> | undefined)?.[member]
  return typeof id === 'string' ? { ...params, id } : params
}

/**
 * Calls that put a whole form in the place of what stands in `obmen.json` or in a file, with what they overwrite, in the shape
 * that a form is filled from; `null`: nothing stands there yet. Mapping tables are not here: of them only what changed travels.
 */
export const overwritten = {
  'settings.siteOrders': ({ siteOrders }) => siteOrders,
  'settings.name': ({ name }) => name,
  'sides.save': ({ sides }, { side }) => (side === 'site' || side === 'onec' ? sides[side] : null),
  'journal.setSettings': ({ journal }) => journal,
  'faults.save': ({ faults }, { id }): FaultRule | null =>
    faults.rules.find((rule) => rule.id === id) ?? null,
  'errands.save': ({ schedules }, { id }): ErrandSchedule | null =>
    schedules.find((schedule) => schedule.id === id) ?? null,
  'scenarios.save': (_document, { id = '' }, files) => files.scenario(id),
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
  Record<AdminCall, (document: WorkspaceDocument, subject: Subject, files: StandingFiles) => unknown>
>

export type OverwritingCall = keyof typeof overwritten

/** What a form of the call was filled from. */
export type Base<Call extends OverwritingCall> = NonNullable<Awaited<ReturnType<(typeof overwritten)[Call]>>>
