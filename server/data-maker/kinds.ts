import type { DataKind } from './kind.ts'
import type { KindId } from './model.ts'
import {
  bankStatementKind,
  bookingsKind,
  ksupIncomesKind,
  ksupOrdersKind,
  siteOrdersKind,
} from './kinds/document-kinds.ts'
import { importXmlKind, itemsKind, mappingRowsKind, offersXmlKind, stockKind } from './kinds/goods-kinds.ts'
import { companiesKind, peopleKind } from './kinds/parties-kinds.ts'

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
