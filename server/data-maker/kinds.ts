import type { DataKind } from './kind.ts'
import type { KindId } from './model.ts'
import { bookingsKind } from './kinds/booking-kinds.ts'
import { importXmlKind, itemsKind, mappingRowsKind, offersXmlKind, stockKind } from './kinds/goods-kinds.ts'
import { ksupIncomesKind, ksupOrdersKind } from './kinds/ksup-kinds.ts'
import { companiesKind, peopleKind } from './kinds/parties-kinds.ts'
import { siteOrdersKind } from './kinds/site-order-kinds.ts'
import { bankStatementKind } from './kinds/statement-kinds.ts'

/** Everything that can be made, by its id. */
export const kinds: Readonly<Record<KindId, DataKind>> = {
  companies: companiesKind,
  people: peopleKind,
  items: itemsKind,
  stock: stockKind,
  'site-orders': siteOrdersKind,
  'ksup-orders': ksupOrdersKind,
  'ksup-incomes': ksupIncomesKind,
  'regate-bookings': bookingsKind,
  'bank-statement': bankStatementKind,
  'commerceml-import': importXmlKind,
  'commerceml-offers': offersXmlKind,
  'mapping-rows': mappingRowsKind,
}
