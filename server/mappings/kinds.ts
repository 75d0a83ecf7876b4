import type { MappingKind } from './model.ts'

/** What section 10 and the wire form say about one kind of values. */
export interface KindRule {
  /**
   * How site values stand to 1C values. `1:1`: values travel both ways, so neither side may repeat. `N:1`: several site values
   * may become one 1C value. `1:N`: one product of the site is sold as several 1C items (AD-26).
   */
  relation: '1:1' | 'N:1' | '1:N'
  /** The field that travels to the site. `site_name`: the value is the name itself (AD-29); `code_1c`: AD-23. */
  wire: 'site_id' | 'site_name' | 'code_1c'
  /** A row without an identifier still answers, by its name, because a name is what the message carries. */
  named: boolean
}

export const kindRules: Readonly<Record<MappingKind, KindRule>> = {
  product: { relation: '1:N', wire: 'site_id', named: false },
  storage: { relation: '1:1', wire: 'site_id', named: false },
  delivery_method: { relation: '1:1', wire: 'site_id', named: false },
  transport_company: { relation: 'N:1', wire: 'code_1c', named: false },
  city: { relation: 'N:1', wire: 'site_id', named: true },
  payment_method: { relation: '1:1', wire: 'site_id', named: true },
  order_status: { relation: '1:1', wire: 'site_name', named: true },
  // Both sides know a warehouse by its name alone (ksup 6.8), which stands where an identifier would.
  ksup_warehouse: { relation: '1:1', wire: 'site_id', named: false },
}
