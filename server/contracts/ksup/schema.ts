/** The messages of contract D in their canonical form (sections 5 and 6), split along their subjects. */

export * from './meta.ts'
export * from './file.ts'
export * from './contacts.ts'
export * from './nomenclature.ts'
export * from './deals.ts'
export * from './price-stock-messages.ts'
export * from './answers.ts'
