import type { Tone } from '../ui/tone.ts'
import type { DealState, EventKind, LinkState, PriceRow } from './types.ts'

/** How the states of КСУП feel. */

export const dealTone: Readonly<Record<DealState, Tone>> = {
  active: 'info',
  finished: 'ok',
  cancelled: 'idle',
}

export const linkTone: Readonly<Record<LinkState, Tone>> = {
  unlinked: 'idle',
  requested: 'info',
  linked: 'ok',
  failed: 'bad',
}

export const checkTone: Readonly<Record<PriceRow['check'], Tone>> = {
  same: 'ok',
  differs: 'warn',
  unknown: 'idle',
}

export const eventTone: Readonly<Record<EventKind, Tone>> = {
  opened: 'info',
  'order-added': 'info',
  'order-changed': 'info',
  cancelled: 'idle',
  finished: 'ok',
  reopened: 'warn',
  'shipment-added': 'info',
  'shipment-changed': 'info',
  income: 'ok',
  retail: 'ok',
  edited: 'idle',
  'link-requested': 'info',
  linked: 'ok',
  'link-failed': 'bad',
  'changed-in-1c': 'info',
  'created-in-1c': 'info',
  deleted: 'bad',
  merged: 'idle',
  prices: 'info',
}
