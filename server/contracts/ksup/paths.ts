/** Addresses of section 3: below the address of the integration server, and below that of a publication of 1C. */

export const SERVER_BASE = '/api/ksup/v1'
export const ONEC_BASE = '/hs/ksup'

export const paths = {
  contactLink: `${SERVER_BASE}/contacts/link`,
  contactChange: `${SERVER_BASE}/contacts/change`,
  nomenclatureCreate: `${SERVER_BASE}/nomenclature/create`,
  nomenclatureChange: `${SERVER_BASE}/nomenclature/change`,
  orders: `${SERVER_BASE}/orders`,
  income: `${SERVER_BASE}/incomes`,
  unassignedIncome: `${SERVER_BASE}/incomes/unassigned`,
  shipments: `${SERVER_BASE}/shipments`,
  retail: `${SERVER_BASE}/retail`,
  messageState: `${SERVER_BASE}/messages/{message_id}`,
  contactCreate: `${ONEC_BASE}/contacts`,
  priceStock: `${ONEC_BASE}/pricestock`,
  ping: `${ONEC_BASE}/ping`,
} as const
