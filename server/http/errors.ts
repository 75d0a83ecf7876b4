import { STATUS_CODES } from 'node:http'
import { siteCode, siteCodes, type SiteCode } from '../contracts/site-orders/codes.ts'
import type { Problem, ProblemError } from '../contracts/site-orders/schema.ts'
import { isRetryableStatus } from '../contracts/site-orders/states.ts'

export type ProblemErrorItem = ProblemError

export interface RefusalOptions {
  errors?: readonly ProblemErrorItem[]
  /** Seconds. */
  retryAfter?: number
  /** @default the meaning of the code */
  title?: string
  /** Headers that belong to this refusal: `Allow`, `WWW-Authenticate`. */
  headers?: Record<string, string>
}

/**
 * A refusal with a code of the contract. Handlers throw it; the host turns it into problem details (AD-38).
 * `detail` is the sentence that the other side's people read: Russian, with the remedy.
 */
export class ContractError extends Error {
  override readonly name = 'ContractError'
  readonly status: number
  readonly code: string
  readonly title: string | null
  readonly errors: readonly ProblemErrorItem[]
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, detail: string, options: RefusalOptions = {}) {
    super(detail)
    this.status = status
    this.code = code
    this.title = options.title ?? null
    this.errors = options.errors ?? []
    this.headers = {
      ...options.headers,
      ...(options.retryAfter === undefined ? {} : { 'Retry-After': String(options.retryAfter) }),
    }
  }
}

/** A refusal whose status stands in the catalogue of codes. */
export function siteError(code: SiteCode, detail: string, options?: RefusalOptions): ContractError {
  return new ContractError(siteCodes[code].status, code, detail, options)
}

/** Whether the sender of a refused message should send it again unchanged (AD-34, section 9). */
export function isRetryable(status: number, code: string | null): boolean {
  return (code === null ? null : siteCode(code)?.retryable) ?? isRetryableStatus(status)
}

/**
 * The body of a refusal, RFC 9457 with the members of AD-38.
 * @param contract id with or without its version (`site-orders/1`), the namespace of `type`
 */
export function problemBody(error: ContractError, contract: string, requestId: string): Problem {
  const slug = error.code.replace(/^[A-Z]+-/, '').toLowerCase()
  return {
    type: `urn:${contract.split('/')[0]}:problem:${slug}`,
    title: error.title ?? siteCode(error.code)?.meaning.ru ?? STATUS_CODES[error.status] ?? error.code,
    status: error.status,
    detail: error.message,
    instance: `urn:uuid:${requestId}`,
    code: error.code,
    retryable: isRetryable(error.status, error.code),
    request_id: requestId,
    ...(error.errors.length > 0 ? { errors: [...error.errors] } : {}),
  }
}
