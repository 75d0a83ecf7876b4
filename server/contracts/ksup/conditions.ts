/**
 * «Условия отправки»: which messages the state of an object would send, and why. For the simulated sides, which send by
 * them, and for screens, which show them. Money is kopecks, quantities are thousandths.
 */

export * from './conditions/words.ts'
export * from './conditions/reasons.ts'
export * from './conditions/verdict.ts'
export * from './conditions/contacts.ts'
export * from './conditions/items.ts'
export * from './conditions/orders.ts'
export * from './conditions/incomes.ts'
export * from './conditions/shipments.ts'
export * from './conditions/receipts.ts'
