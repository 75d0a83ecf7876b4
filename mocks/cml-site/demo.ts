import type { CmlRecord } from '../../server/contracts/commerceml/model.ts'
import type { NewOrder } from './new-order.ts'

/** What the simulated site is filled with at first start. Money in kopecks, quantities in thousandths. */
export interface CmlSiteDemo {
  /** Goods that the site has before 1C sends any. */
  records: readonly CmlRecord[]
  /** Orders of buyers, oldest first. */
  orders: readonly { minutesAgo: number; order: NewOrder }[]
}
