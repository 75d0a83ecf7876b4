import type { Messages } from '../ru.ts'

export const ksupConditions: Messages['ksupConditions'] = {
  anyObject: 'All objects',
  object: {
    counterparty: 'Counterparty',
    item: 'Item',
    order: 'Customer order',
    payment: 'Payment',
    shipment: 'Shipment',
    receipt: 'Receipt',
  },
  search: 'Number, name, code, article',
  blocked: 'Only unsent',
  blockedHint: 'Objects that no message has told of and of which nothing would go now',
  empty: 'There are no documents and cards in 1C yet',
  toDocuments: 'Documents of 1C',
  noVerdicts: 'no message is about this object',
  neverSent: 'never sent',
  column: {
    object: 'Object',
    action: 'Action',
    verdicts: 'What would go, and why',
    sent: 'Last message',
  },
  direction: {
    title: 'Who tells whom: the Yes / No matrix',
    hint: 'There is no message for a "No" cell: the change stays in the system where it was made.',
    toOnec: 'KSUP → 1C',
    toKsup: '1C → KSUP',
    prices: 'Prices and stock are asked for by KSUP alone (D-99).',
  },
  about: {
    contact: 'Contact / counterparty',
    item: 'Item',
    order: 'Order',
    income: 'Income',
    shipment: 'Shipment',
    receipt: 'Retail receipt',
  },
  action: {
    create: 'Creation',
    change: 'Change',
    'change-rows': 'Change of the rows',
    'change-status': 'Change of the status',
    delete: 'Deletion',
    merge: 'Merging',
  },
}
