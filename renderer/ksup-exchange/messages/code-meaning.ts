import { refusalCode } from '../../../server/contracts/ksup/errors.ts'
import { senderAction } from '../../../server/contracts/ksup/outbox-state.ts'
import { t, text } from '../../i18n/index.ts'
import type { OutboxRow } from '../types.ts'

/** What a sender does after an answer (section 7); `exhausted`: the repeats of DD-08 are over. */
export type Consequence = 'park' | 'ignore' | 'drop' | 'retry' | 'stop' | 'exhausted'

/** What a code means, `null` for one that speaks for itself. */
export interface CodeMeaning {
  title: string
  /** What to do about it. */
  action: string
}

/** The meaning of a code of the contract, or of what the queue itself writes. */
export function codeMeaning(code: string): CodeMeaning | null {
  const row = refusalCode(code)
  if (row) return { title: text(row.meaning), action: text(row.action) }
  if (code === 'NETWORK') return words('network')
  if (code === 'SKIPPED') return words('skipped')
  if (code === 'REPLACED') return words('replaced')
  const status = httpStatus(code)
  return status === null
    ? null
    : { title: t('ksupExchange.code.http.title', { status }), action: t('ksupExchange.code.http.action') }
}

const words = (key: 'network' | 'skipped' | 'replaced'): CodeMeaning => ({
  title: t(`ksupExchange.code.${key}.title`),
  action: t(`ksupExchange.code.${key}.action`),
})

const httpStatus = (code: string): number | null => {
  const found = /^HTTP-(\d{3})$/.exec(code)?.[1]
  return found === undefined ? null : Number(found)
}

/** What the table of section 7 makes the sender do with this message; `null` when no answer has refused it. */
export function consequenceOf({
  code,
  state,
  operation,
}: Pick<OutboxRow, 'code' | 'state' | 'operation'>): Consequence | null {
  if (code === null || state === 'delivered') return null
  const row = refusalCode(code)
  const status = row?.status ?? httpStatus(code)
  if (status === null && code !== 'NETWORK') return null
  const action = senderAction({ status, code: row ? code : null }, operation)
  if (action === 'delivered') return null
  return action === 'retry' && state === 'parked' ? 'exhausted' : action
}
