/** The messages of contract B in their canonical form (sections 4 and 6), split along their subjects. */

export * from './catalogue.ts'
export * from './clients.ts'
export * from './orders.ts'
export * from './payments.ts'
export * from './answers.ts'

/** Size limit of a request body (BD-42). */
export const REQUEST_LIMIT_BYTES = 1024 * 1024

/** Requests of one login in a second; above it 429 (BD-42). */
export const RATE_LIMIT = 100
