import type { CmlRecord } from '../../server/contracts/commerceml/model.ts'

/** What an empty base is filled with: goods with their heads, in the order of an export. Orders come from the site. */
export interface CmlOnecDemoData {
  records: readonly CmlRecord[]
}
