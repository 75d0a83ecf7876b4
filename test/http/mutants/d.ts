import type { Mutant } from './mutant.ts'

export const mutantsD: readonly Mutant[] = [
  {
    scenario: 'd-deal-from-order-to-finish',
    file: 'server/contracts/ksup/conditions/orders.ts',
    find: 'sent !== null && sent.dealNumber !== dealNumber',
    replace: 'false',
    why: 'the deal number of an order that was sent may be changed',
  },
  {
    scenario: 'd-partial-shipment',
    file: 'server/contracts/ksup/conditions/orders.ts',
    find: 'ordered.some(([article]) => !shipped.has(article))',
    replace: 'false',
    why: 'an order with a partial shipment is told as finished',
  },
  {
    scenario: 'd-ksup-is-down-for-an-hour',
    file: 'server/ksup/assembly.ts',
    find: "settings().ksup.mode === 'simulated'",
    replace: 'false',
    why: 'the server does not find КСУП',
  },
  {
    scenario: 'd-income-without-order',
    file: 'mocks/ksup/notifications.ts',
    find: "{ state: 'closed', closed_at: at, deal }",
    replace: "{ state: 'open', closed_at: null, deal }",
    why: 'a notification stays open when its money is assigned',
  },
  {
    scenario: 'd-retail-receipts',
    file: 'mocks/ksup/apply/retail.ts',
    find: 'totalAmount(exact)',
    replace: '0',
    why: 'a retail deal has no amount',
  },
  {
    scenario: 'd-prices-and-stock',
    file: 'server/contracts/ksup/name-check.ts',
    find: 'comparableName(ksup) === comparableName(onec)',
    replace: 'true',
    why: 'names are not compared',
  },
  {
    scenario: 'd-items-that-are-exported',
    file: 'server/contracts/ksup/conditions/items.ts',
    find: 'item.kind !== GOODS',
    replace: 'false',
    why: 'services are exported too',
  },
  {
    scenario: 'd-contacts',
    file: 'server/contracts/ksup/conditions/contacts.ts',
    find: "type === 'person' ? 'person' : 'legal'",
    replace: "'person'",
    why: 'a company becomes a person',
  },
  {
    scenario: 'd-cancel-marketing-reopen',
    file: 'server/contracts/ksup/conditions/orders.ts',
    find: 'dealNumber === null && type !== MARKETING',
    replace: 'false',
    why: 'an order is written without the number of its deal',
  },
  {
    scenario: 'd-messages-as-they-come',
    file: 'server/contracts/ksup/deal-state.ts',
    find: 'state === null',
    replace: 'false',
    why: 'a deal that is not there is not missed',
  },
]
