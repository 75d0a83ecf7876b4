import { bodies } from './en/bodies.ts'
import { clock } from './en/clock.ts'
import { compare } from './en/compare.ts'
import { dataMaker } from './en/data-maker.ts'
import { editor } from './en/editor.ts'
import { faults } from './en/faults.ts'
import { errands } from './en/errands.ts'
import { interchange } from './en/interchange.ts'
import { invoiceProfiles } from './en/invoice-profiles.ts'
import { invoices } from './en/invoices.ts'
import { proxy } from './en/proxy.ts'
import { mappingKinds } from './en/mapping-kinds.ts'
import { qrDesk } from './en/qr-desk.ts'
import { qrFields } from './en/qr-fields.ts'
import { replay } from './en/replay.ts'
import { scenarios } from './en/scenarios.ts'
import { snapshots } from './en/snapshots.ts'
import { search } from './en/search.ts'
import { cmlFault, cmlNode } from './en/cml-node.ts'
import { cmlSite } from './en/cml-site.ts'
import { enterprises } from './en/enterprises.ts'
import { explorer } from './en/explorer.ts'
import { publishing, queue, restore } from './en/restore.ts'
import { journal, overview } from './en/journal.ts'
import { ksup } from './en/ksup.ts'
import { ksupConditions } from './en/ksup-conditions.ts'
import { ksupExchange } from './en/ksup-exchange.ts'
import { ksupOnec } from './en/ksup-onec.ts'
import { onec } from './en/onec.ts'
import { team } from './en/team.ts'
import { order, site } from './en/order.ts'
import { action, common, keys, nav, problem, shell } from './en/shell.ts'
import { invoice, mappings, settings, validator } from './en/tools.ts'
import type { Messages } from './ru.ts'

export const en: Messages = {
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
