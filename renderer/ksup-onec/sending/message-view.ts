import { t } from '../../i18n/index.ts'
import type { Tone } from '../../ui/tone.ts'
import type { OutboxRow, Reason, VerdictView } from '../types.ts'
import { money } from '../../format/money.ts'

export const stateTone: Readonly<Record<OutboxRow['state'], Tone>> = {
  new: 'info',
  sending: 'info',
  delivered: 'ok',
  waiting: 'warn',
  parked: 'bad',
  ignored: 'idle',
}

/** What a reason does to a message: it holds it back, it lets it go, or it is only to be known. */
export const reasonTone: Readonly<Record<Reason['effect'], Tone>> = {
  blocks: 'idle',
  allows: 'ok',
  note: 'warn',
}

/** «Доход по сделке 7741, 100 000,00 ₽»: an income is told for each order that it pays (DD-35). */
export function verdictTitle({ kind, deal_number, amount }: VerdictView): string {
  const parts = [
    t(`ksupOnec.message.${kind}`),
    deal_number == null ? '' : t('ksupOnec.pick.deal', { number: deal_number }),
    amount === undefined ? '' : money(amount),
  ]
  return parts.filter(Boolean).join(', ')
}
