import type { InvoiceCheck } from '../api/types.ts'
import type { Tone } from '../ui/tone.ts'

/** How the severity of a check of the invoice feels. */
export const checkTone: Record<InvoiceCheck['severity'], Tone> = {
  ok: 'ok',
  hint: 'info',
  warning: 'warn',
  error: 'bad',
}
