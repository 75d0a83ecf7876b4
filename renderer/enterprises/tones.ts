import {
  isOrderStatus,
  isPaymentCode,
  orderStatuses,
  payments,
} from '../../server/contracts/regate/states.ts'
import type { RegateRefund, StatementOutcome } from '../api/types.ts'
import { text } from '../i18n/index.ts'
import type { Tone } from '../ui/tone.ts'

const statusTones: Readonly<Record<number, Tone>> = {
  100: 'warn',
  210: 'ok',
  220: 'ok',
  230: 'ok',
  240: 'ok',
  410: 'idle',
  420: 'idle',
  430: 'info',
}

export const statusTone = (code: number): Tone => statusTones[code] ?? 'idle'

/** `210 Оплачен картой`. */
export const statusLabel = (code: number): string =>
  isOrderStatus(code) ? `${code} ${text(orderStatuses[code].title)}` : String(code)

/** `1 Картой`: the second list of codes (B-66). */
export const paymentLabel = (code: number): string =>
  isPaymentCode(code) ? `${code} ${text(payments[code].title)}` : String(code)

export const outcomeTone: Readonly<Record<StatementOutcome, Tone>> = {
  order: 'ok',
  'ambiguous-order': 'warn',
  'ambiguous-client': 'warn',
  unrecognised: 'warn',
  repeated: 'idle',
  'not-ours': 'idle',
}

export const refundTone: Readonly<Record<RegateRefund['state'], Tone>> = {
  prepared: 'warn',
  executed: 'ok',
  failed: 'bad',
}
