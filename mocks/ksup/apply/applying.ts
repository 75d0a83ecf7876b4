import { dealStates } from '../../../server/contracts/ksup/deal-state.ts'
import type { KsupCode, WarningCode } from '../../../server/contracts/ksup/errors.ts'
import { warningCodes } from '../../../server/contracts/ksup/warnings.ts'
import type { StoredDeal } from '../deals.ts'
import type { Applied, Warning } from '../service.ts'
import type { KsupTransaction } from '../tables.ts'

/** What the rules of all messages share. */

/** One message on its way into the base. */
export interface Applying {
  trx: KsupTransaction
  /** Now, instant. */
  at: string
  messageId: string
  /** Who is told of an unassigned income (DD-39). */
  responsible: string
  /** Type of the deal of a receipt (D-94). */
  dealType: string
}

export type Done = Extract<Applied, { kind: 'done' }>

/** Ends the transaction: a refused message changes nothing (DD-61). */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly code: KsupCode
  readonly detail: string

  constructor(code: KsupCode, detail: string) {
    super(detail)
    this.code = code
    this.detail = detail
  }
}

/** Warnings of codes; those that are absent are left out. */
export const warningsOf = (...codes: readonly (WarningCode | undefined)[]): Warning[] =>
  codes.filter((code) => code !== undefined).map((code) => ({ code, message: warningCodes[code].meaning.ru }))

export const applied = (warnings: Warning[] = []): Done => ({ kind: 'done', result: 'applied', warnings })

/** The object is as the message wants it: no effect (section 4.2). */
export const alreadySo: Done = { kind: 'done', result: 'duplicate', warnings: [] }

/** The deal of a message, `undefined` for one that КСУП does not have. */
export const dealOfMessage = (trx: KsupTransaction, number: number): Promise<StoredDeal | undefined> =>
  trx
    .selectFrom('ksup_deal')
    .selectAll()
    .where('number', '=', number)
    .where('deleted', '=', 0)
    .executeTakeFirst()

/**
 * The refusal of table 4.2 in words.
 * @param what the document that was not taken: «отгрузка не принята»
 */
export function dealRefused(
  code: Extract<KsupCode, 'KS-DEAL-CLOSED' | 'KS-DEAL-UNKNOWN'>,
  number: number,
  deal: StoredDeal | undefined,
  what: string,
): Refused {
  const where = deal
    ? `Сделка ${number} в состоянии «${dealStates[deal.state].name}»`
    : `Сделки ${number} в КСУП нет`
  return new Refused(code, `${where}; ${what}`)
}

/** Sums outgrow what can be counted exactly only when somebody tries to. */
export function checkedSum(sum: number, what: string): number {
  if (Number.isSafeInteger(sum)) return sum
  throw new Refused('KS-VALIDATION', `${what} больше, чем можно посчитать точно`)
}
