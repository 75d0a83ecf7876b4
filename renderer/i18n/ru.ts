import { bodies } from './ru/bodies.ts'
import { clock } from './ru/clock.ts'
import { compare } from './ru/compare.ts'
import { dataMaker } from './ru/data-maker.ts'
import { editor } from './ru/editor.ts'
import { faults } from './ru/faults.ts'
import { errands } from './ru/errands.ts'
import { interchange } from './ru/interchange.ts'
import { invoiceProfiles } from './ru/invoice-profiles.ts'
import { invoices } from './ru/invoices.ts'
import { proxy } from './ru/proxy.ts'
import { mappingKinds } from './ru/mapping-kinds.ts'
import { qrDesk } from './ru/qr-desk.ts'
import { qrFields } from './ru/qr-fields.ts'
import { replay } from './ru/replay.ts'
import { scenarios } from './ru/scenarios.ts'
import { snapshots } from './ru/snapshots.ts'
import { search } from './ru/search.ts'
import { cmlFault, cmlNode } from './ru/cml-node.ts'
import { cmlSite } from './ru/cml-site.ts'
import { enterprises } from './ru/enterprises.ts'
import { explorer } from './ru/explorer.ts'
import { publishing, queue, restore } from './ru/restore.ts'
import { journal, overview } from './ru/journal.ts'
import { ksup } from './ru/ksup.ts'
import { ksupConditions } from './ru/ksup-conditions.ts'
import { ksupExchange } from './ru/ksup-exchange.ts'
import { ksupOnec } from './ru/ksup-onec.ts'
import { onec } from './ru/onec.ts'
import { team } from './ru/team.ts'
import { order, site } from './ru/order.ts'
import { action, common, keys, nav, problem, shell } from './ru/shell.ts'
import { invoice, mappings, settings, validator } from './ru/tools.ts'

/** The Russian dictionary; its shape is the list of all keys. */
export const ru = {
  action,
  bodies,
  clock,
  cmlFault,
  cmlNode,
  cmlSite,
  common,
  compare,
  dataMaker,
  editor,
  enterprises,
  errands,
  explorer,
  faults,
  interchange,
  invoice,
  invoiceProfiles,
  invoices,
  journal,
  keys,
  ksup,
  ksupConditions,
  ksupExchange,
  ksupOnec,
  mappingKinds,
  mappings,
  nav,
  onec,
  order,
  overview,
  problem,
  proxy,
  publishing,
  qrDesk,
  qrFields,
  queue,
  replay,
  restore,
  search,
  settings,
  shell,
  site,
  scenarios,
  snapshots,
  team,
  validator,
}

export type Messages = typeof ru
