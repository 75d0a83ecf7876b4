import { isRetryableCode } from '../../server/contracts/site-orders/codes.ts'
import type { ProcessingResult, ResultCode } from '../../server/contracts/site-orders/schema.ts'
import { asCode } from './checks/check.ts'

/** The processing result of section 6.3 out of what the checks found. Pure. */

/** Non-retryable errors refuse, retryable ones put off, warnings let through (consistency rules of section 6.3). */
export function verdict(codes: readonly ResultCode[]): ProcessingResult['result'] {
  const errors = codes.filter(({ severity }) => severity === 'error')
  if (errors.some(({ code }) => !isRetryableCode(code))) return 'rejected'
  if (errors.length > 0) return 'deferred'
  return codes.some(({ severity }) => severity === 'warning') ? 'accepted_with_warnings' : 'accepted'
}

export const isAccepted = (result: ProcessingResult['result']): boolean =>
  result === 'accepted' || result === 'accepted_with_warnings'

/** Limit of the list in section 6.3's schema; beyond it the gravest are said. */
const MAX_CODES = 4999

const gravity = { error: 0, warning: 1, info: 2 } as const
const bySeverity = (a: ResultCode, b: ResultCode): number => gravity[a.severity] - gravity[b.severity]

export interface ResultOf {
  order_id: string
  revision: number
  /** Local time of the connection. */
  checked_at: string
  codes: readonly ResultCode[]
  /** Reference and number of the document, when there is one. */
  document: { ref_1c: string; number_1c: string } | null
}

/** The message body. A clean acceptance says so with ORD-000. */
export function resultOf({ order_id, revision, checked_at, codes, document }: ResultOf): ProcessingResult {
  const result = verdict(codes)
  const said = codes.length > MAX_CODES ? [...codes].sort(bySeverity).slice(0, MAX_CODES) : codes
  const clean = result === 'accepted' ? [asCode('ORD-000', { message: 'Заказ принят' })] : []
  return {
    order_id,
    revision,
    result,
    checked_at,
    ...(document ? { ref_1c: document.ref_1c, number_1c: document.number_1c } : {}),
    codes: [...clean, ...said],
  }
}
