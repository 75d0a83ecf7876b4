import { warningCodes, type WarningCode } from '../../../server/contracts/regate/codes.ts'
import type { Warning } from '../../../server/contracts/regate/schema.ts'
import { toLocalTime } from '../../../server/contracts/time.ts'
import type { ContractError } from '../../../server/http/errors.ts'
import type { EnterpriseSettings } from '../../../server/storage/document-schema.ts'
import type { RegateTransaction } from '../tables.ts'

/** What a rule works with: one transaction of one base, at one moment. */
export interface RuleContext {
  trx: RegateTransaction
  enterprise: string
  settings: EnterpriseSettings
  now: Date
  /** For the answer; the reader's are there already. */
  warnings: Warning[]
}

/** The answer of a rule: it is stored with what the rule did, in one transaction. */
export interface RuleAnswer {
  status: number
  body: object
}

/**
 * What 1C does with a message. It checks first and writes after, so that a refusal that it throws leaves nothing half done
 * (BD-12). A refusal that it returns is an answer: what was written before stays (BD-22).
 */
export type Rule<Request> = (context: RuleContext, request: Request) => Promise<RuleAnswer | ContractError>

export const localTime = ({ settings }: Pick<RuleContext, 'settings'>, instant: string): string =>
  toLocalTime(new Date(instant), settings.zone)

export function warn(context: RuleContext, code: WarningCode, pointer: string): void {
  context.warnings.push({ code, pointer, message: warningCodes[code].meaning.ru })
}

/** `warnings` of an answer that need not have any. */
export const withWarnings = ({ warnings }: RuleContext): { warnings?: Warning[] } =>
  warnings.length > 0 ? { warnings } : {}
