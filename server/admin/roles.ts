import type { Role } from '../team/model.ts'
import { adminApi, type AdminApi, type AdminCall } from './api.ts'

/**
 * The least role of every call of the admin API. Pure: the renderer switches off what its user may not. A call that changes
 * something and stands not here does not compile; one that reads is for viewers unless it stands here.
 */

type ReadingCall = { [Name in AdminCall]: AdminApi[Name]['method'] extends 'GET' ? Name : never }[AdminCall]
type ChangingCall = Exclude<AdminCall, ReadingCall>

/** `anyone`: also who has not signed in. */
export type LeastRole = Role | 'anyone'

const table: Record<ChangingCall, LeastRole> & Partial<Record<ReadingCall, LeastRole>> = {
  'team.me': 'anyone',
  'team.signIn': 'anyone',
  'team.signOut': 'anyone',
  'team.ownPassword': 'viewer',
  'team.here': 'viewer',
  'team.add': 'admin',
  'team.save': 'admin',
  'team.remove': 'admin',
  'team.restore': 'admin',
  'team.setPassword': 'admin',
  'team.addToken': 'viewer',
  'team.revokeToken': 'viewer',

  'snapshots.save': 'tester',
  'snapshots.restore': 'tester',
  'snapshots.edit': 'tester',
  'snapshots.duplicate': 'tester',
  'snapshots.remove': 'tester',
  'snapshots.bringBack': 'tester',

  'clock.set': 'tester',

  'sides.save': 'integrator',
  'sides.check': 'tester',

  'settings.siteOrders': 'integrator',
  'settings.name': 'integrator',

  'workspace.reset': 'integrator',

  'journal.repeat': 'tester',
  'journal.clear': 'integrator',
  'journal.pin': 'tester',
  'journal.remove': 'tester',
  'journal.restore': 'tester',
  'journal.setSettings': 'integrator',
  'journal.compact': 'integrator',

  'bodies.examine': 'viewer',
  'bodies.fix': 'viewer',

  'compare.bodies': 'viewer',
  'compare.entries': 'viewer',

  'scenarios.save': 'tester',
  'scenarios.remove': 'tester',
  'scenarios.check': 'viewer',
  'scenarios.start': 'tester',
  'scenarios.control': 'tester',
  'scenarios.again': 'tester',
  'scenarios.bringBack': 'tester',
  'recorder.start': 'tester',
  'recorder.stop': 'tester',
  'recorder.cancel': 'tester',

  'replay.keep': 'tester',
  'replay.plan': 'viewer',
  'replay.start': 'tester',
  'replay.stop': 'tester',
  'replay.resume': 'tester',

  'errands.preview': 'viewer',
  'errands.save': 'integrator',
  'errands.switch': 'integrator',
  'errands.remove': 'integrator',
  'errands.run': 'tester',
  'errands.stop': 'tester',

  'interchange.preview': 'viewer',
  'interchange.export': 'tester',
  'interchange.fixtures': 'tester',
  'interchange.import': 'tester',
  'interchange.parseCurl': 'viewer',

  'proxy.save': 'integrator',
  'proxy.side': 'integrator',
  'proxy.check': 'tester',
  'proxy.rewind': 'tester',
  'proxy.adopt': 'tester',
  'proxy.release': 'tester',

  'faults.save': 'tester',
  'faults.remove': 'tester',
  'faults.switch': 'tester',
  'faults.preset': 'tester',
  'faults.recount': 'tester',

  'mappings.save': 'integrator',
  'mappings.policy': 'integrator',
  'mappings.importFile': 'integrator',
  'mappings.diff': 'viewer',
  'mappings.undoChange': 'integrator',
  'mappings.acceptSuggestions': 'integrator',
  'mappings.fixProblem': 'integrator',
  'mappings.addKind': 'integrator',
  'mappings.editKind': 'integrator',
  'mappings.removeKind': 'integrator',
  'mappings.repeatPlan': 'viewer',
  'mappings.bindAndRepeat': 'integrator',

  'site.place': 'tester',
  'site.edit': 'tester',
  'site.mark': 'tester',
  'site.cancel': 'tester',
  'site.signIn': 'viewer',

  'onec.edit': 'tester',
  'onec.return': 'tester',
  'onec.exchange': 'tester',
  'onec.resend': 'tester',
  'onec.stock': 'tester',
  'onec.newItem': 'tester',
  'onec.newCounterparty': 'tester',
  'onec.setConditions': 'tester',

  'invoice.of': 'viewer',
  'invoice.render': 'viewer',

  'invoiceBatch.start': 'viewer',
  'invoiceBatch.cancel': 'viewer',

  'invoice.compare': 'viewer',
  'invoice.email': 'viewer',

  'validate.body': 'viewer',

  'data.preview': 'viewer',
  'data.fill': 'tester',
  'data.stopFilling': 'tester',

  'qr.read': 'viewer',
  'qr.make': 'viewer',

  'requisites.check': 'viewer',

  'invoiceProfiles.save': 'integrator',
  'invoiceProfiles.addPicture': 'integrator',

  'regate.addEnterprise': 'integrator',
  'regate.removeEnterprise': 'integrator',
  'regate.saveSettings': 'integrator',
  'regate.setPassword': 'admin',
  'regate.fill': 'tester',
  'regate.setConditions': 'tester',
  'regate.editItem': 'tester',
  'regate.act': 'tester',
  'regate.actOnRefund': 'tester',
  'regate.loadStatement': 'tester',
  'regate.allocate': 'tester',
  'regate.pauseQueue': 'tester',
  'regate.retryJob': 'tester',

  'restore.saveReal': 'integrator',
  'restore.call': 'tester',
  'restore.purchase': 'tester',
  'restore.startLoad': 'tester',
  'restore.stopLoad': 'tester',

  'publishing.guide': 'viewer',
  'publishing.zip': 'viewer',

  'tls.save': 'integrator',
  'tls.check': 'tester',

  'cmlSite.saveSettings': 'integrator',
  'cmlSite.clear': 'tester',
  'cmlSite.endSessions': 'tester',
  'cmlSite.place': 'tester',
  'cmlSite.editOrder': 'tester',

  'cmlOnec.saveNode': 'integrator',
  'cmlOnec.removeNode': 'integrator',
  'cmlOnec.run': 'tester',
  'cmlOnec.stop': 'tester',
  'cmlOnec.editItem': 'tester',
  'cmlOnec.fill': 'tester',
  'cmlOnec.editOrder': 'tester',

  'explorer.open': 'integrator',
  'explorer.close': 'tester',
  'explorer.cancel': 'tester',

  'ksup.saveSettings': 'integrator',
  'ksup.conditions': 'tester',
  'ksup.ping': 'tester',
  'ksup.createContact': 'tester',
  'ksup.editContact': 'tester',
  'ksup.saveTask': 'tester',
  'ksup.removeTask': 'tester',
  'ksup.requestContact': 'tester',
  'ksup.removeContact': 'tester',
  'ksup.mergeContacts': 'tester',
  'ksup.createItem': 'tester',
  'ksup.editItem': 'tester',
  'ksup.removeItem': 'tester',
  'ksup.createDeal': 'tester',
  'ksup.editDeal': 'tester',
  'ksup.removeDeal': 'tester',
  'ksup.closeNotification': 'tester',
  'ksup.priceStock': 'tester',
  'ksup.confirmPrices': 'tester',
  'ksup.inboxRetry': 'tester',
  'ksup.inboxSkip': 'tester',

  'outbox.send': 'tester',
  'outbox.skip': 'tester',
  'outbox.edit': 'tester',
  'outbox.resume': 'tester',

  'ksupOnec.createCounterparty': 'tester',
  'ksupOnec.editCounterparty': 'tester',
  'ksupOnec.mergeCounterparties': 'tester',
  'ksupOnec.createGroup': 'tester',
  'ksupOnec.editGroup': 'tester',
  'ksupOnec.createItem': 'tester',
  'ksupOnec.editItem': 'tester',
  'ksupOnec.saveCard': 'tester',
  'ksupOnec.createAgreement': 'tester',
  'ksupOnec.editAgreement': 'tester',
  'ksupOnec.saveDocument': 'tester',
  'ksupOnec.preview': 'viewer',
  'ksupOnec.act': 'tester',
  'ksupOnec.takeBank': 'tester',
}

const entries: Partial<Record<AdminCall, LeastRole>> = table

/** The least role that a call wants. One that was forgotten is for admins alone. */
export const leastRole = (call: AdminCall): LeastRole =>
  entries[call] ?? (adminApi[call].method === 'GET' ? 'viewer' : 'admin')

/** The least role of a file that is sent; whoever may come in reads files. */
export const UPLOAD_ROLE: Role = 'tester'

/** The least role of whoever changes mapping tables, also by calls that do more than that: a restore, a filling. */
export const TABLES_ROLE: Role = 'integrator'

/** Addresses that answer also those who have not signed in. */
export const openPaths: readonly string[] = (Object.keys(adminApi) as AdminCall[])
  .filter((call) => leastRole(call) === 'anyone')
  .map((call) => `/api${adminApi[call].path}`)
