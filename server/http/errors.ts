import { STATUS_CODES } from 'node:http'
import type { CodeCatalogue, Contract, HostFault } from '../contracts/operation.ts'
import { isRetryableStatus } from '../contracts/site-orders/states.ts'

/** A place of the request that is wrong, for `errors[]` of a refusal. */
export interface ProblemErrorItem {
  pointer: string
  rule: string
  message?: string | undefined
  expected?: string | undefined
  actual?: string | undefined
  line?: number | undefined
  column?: number | undefined
}

export interface RefusalOptions {
  errors?: readonly ProblemErrorItem[]
  /** Seconds. */
  retryAfter?: number
  /** @default the meaning of the code */
  title?: string
  /** Headers that belong to this refusal: `Allow`, `WWW-Authenticate`. */
  headers?: Record<string, string>
  /** Members of the problem beyond the common ones, as they go over the wire (`available`, `amount`: decimals, not kopecks). */
  members?: Readonly<Record<string, unknown>>
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
  readonly members: Readonly<Record<string, unknown>>

  constructor(status: number, code: string, detail: string, options: RefusalOptions = {}) {
    super(detail)
    this.status = status
    this.code = code
    this.title = options.title ?? null
    this.errors = options.errors ?? []
    this.members = options.members ?? {}
    this.headers = {
      ...options.headers,
      ...(options.retryAfter === undefined ? {} : { 'Retry-After': String(options.retryAfter) }),
    }
  }
}

/**
 * A refusal whose status stands in the catalogue of a contract.
 * @throws TypeError for a code that refuses no request: a defect of the caller
 */
export function refusal(
  codes: CodeCatalogue,
  code: string,
  detail: string,
  options?: RefusalOptions,
): ContractError {
  const row = codes.refusal(code)
  if (!row) throw new TypeError(`${code} refuses no request of this contract`)
  return new ContractError(row.status, code, detail, options)
}

/** What the host itself refuses, under the code that the contract has for it. */
export function hostRefusal(
  codes: CodeCatalogue,
  fault: Exclude<HostFault, 'accept'>,
  detail: string,
  options?: RefusalOptions,
): ContractError {
  return refusal(codes, codes.faults[fault], detail, options)
}

/** Whether the sender of a refused message should send it again unchanged (AD-34, regate section 7.1). */
export function isRetryable(codes: CodeCatalogue, status: number, code: string | null): boolean {
  return (code === null ? null : codes.refusal(code)?.retryable) ?? isRetryableStatus(status)
}

/** The members that every refusal has (AD-38, regate section 3). */
export interface ProblemBody {
  type: string
  title: string
  status: number
  detail: string
  instance: string
  code: string
  retryable: boolean
  request_id: string
  errors?: ProblemErrorItem[]
}

/** The body of a refusal: RFC 9457 with the members of the contract; `type` is in the namespace of the contract. */
export function problemBody(
  error: ContractError,
  { id, codes }: Pick<Contract, 'id' | 'codes'>,
  requestId: string,
): ProblemBody {
  const slug = error.code.replace(/^[A-Z]+-/, '').toLowerCase()
  return {
    ...error.members,
    type: `urn:${id.split('/')[0]}:problem:${slug}`,
    title: error.title ?? codes.refusal(error.code)?.meaning.ru ?? STATUS_CODES[error.status] ?? error.code,
    status: error.status,
    detail: error.message,
    instance: `urn:uuid:${requestId}`,
    code: error.code,
    retryable: isRetryable(codes, error.status, error.code),
    request_id: requestId,
    ...(error.errors.length > 0 ? { errors: [...error.errors] } : {}),
  }
}
