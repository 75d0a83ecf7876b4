import type {
  ExchangeState,
  MappingState,
  OrderResultName,
  OutgoingState,
  Replacement,
  Validity,
} from '../api/types.ts'

/** How a state feels: the colour and the shape of its chip. */
export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'idle'

/** The shape that doubles the colour. */
export const toneShape: Record<Tone, string> = { ok: '●', warn: '▲', bad: '■', info: '◆', idle: '○' }

export const validityTone: Record<Validity, Tone> = {
  valid: 'ok',
  untidy: 'warn',
  invalid: 'bad',
  unchecked: 'idle',
}

export const mappingTone: Record<MappingState, Tone> = {
  mapped: 'ok',
  unmapped_site: 'warn',
  unmapped_1c: 'info',
  conflict: 'bad',
  broken: 'bad',
  archived: 'idle',
}

export const outcomeTone: Record<Replacement['outcome'], Tone> = {
  mapped: 'ok',
  passed: 'info',
  defaulted: 'info',
  unmapped: 'warn',
  conflict: 'bad',
  broken: 'bad',
}

export const exchangeTone: Record<ExchangeState, Tone> = {
  marked: 'info',
  accepted: 'ok',
  rejected: 'bad',
  returned: 'ok',
  returned_marked: 'info',
}

export const outgoingTone: Record<OutgoingState, Tone> = {
  queued: 'info',
  sending: 'info',
  delivered: 'ok',
  waiting: 'warn',
  parked: 'bad',
  superseded: 'idle',
}

export const resultTone: Record<OrderResultName, Tone> = {
  accepted: 'ok',
  accepted_with_warnings: 'warn',
  rejected: 'bad',
  deferred: 'warn',
}

/** Tone of an HTTP status; `null` is a failure of transport. */
export function statusTone(status: number | null): Tone {
  if (status === null || status >= 500) return 'bad'
  if (status >= 400) return 'warn'
  return status >= 300 ? 'info' : 'ok'
}
