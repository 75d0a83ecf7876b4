import type { MakeTask } from '../kind.ts'
import type { KindId, SideId } from '../model.ts'
import type { Bases } from './bases.ts'
import { cmlItems, mappingRows } from './catalogues.ts'
import { ksupCompanies, ksupIncomes, ksupItems, ksupOrders, ksupPeople } from './ksup.ts'
import { onecCompanies, onecItems, onecPeople, onecStock } from './onec.ts'
import type { PortionPlan } from './portion.ts'
import { regateBookings, regateCompanies, regateItems, regatePeople, regateStatement } from './regate.ts'
import { siteCompanies, siteItems, siteOrders, sitePeople } from './site.ts'

/** Looks at the base and tells how a kind goes into it. @throws Refusal what the base lacks */
export type Opener = (bases: Bases, task: MakeTask, enterprise: string) => Promise<PortionPlan>

/** What can be put where. */
export const fillings: Readonly<Record<SideId, Partial<Record<KindId, Opener>>>> = {
  site: { companies: siteCompanies, people: sitePeople, items: siteItems, 'site-orders': siteOrders },
  onec: { companies: onecCompanies, people: onecPeople, items: onecItems, stock: onecStock },
  mappings: { 'mapping-rows': mappingRows },
  commerceml: { items: cmlItems, 'commerceml-import': cmlItems, 'commerceml-offers': cmlItems },
  regate: {
    companies: regateCompanies,
    people: regatePeople,
    items: regateItems,
    'regate-bookings': regateBookings,
    'bank-statement': regateStatement,
  },
  ksup: {
    companies: ksupCompanies,
    people: ksupPeople,
    items: ksupItems,
    'ksup-orders': ksupOrders,
    'ksup-incomes': ksupIncomes,
  },
}
