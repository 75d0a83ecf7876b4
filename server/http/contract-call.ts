import type { CodeCatalogue } from '../contracts/operation.ts'
import type { Replacement } from '../mappings/model.ts'
import type { Call } from './call.ts'
import { nodeOf } from './exchange-node.ts'
import type { Exchange, StepContext } from './exchange.ts'
import { idempotencyKeyOf } from './once.ts'

/** What a handler gets of a request. A class, because closures for every request would be most of what it takes. */
export class ContractCall implements Call {
  readonly operation: Call['operation']
  readonly params: Call['params']
  readonly query: Call['query']
  readonly request: unknown
  readonly rejected: Call['rejected']
  readonly findings: Call['findings']
  readonly requestId: string
  readonly node: string | null
  readonly idempotencyKey: string | null
  readonly #ctx: StepContext
  readonly #exchange: Exchange
  readonly #prefix: string

  /** @throws ContractError for a key that is none (AD-33) */
  constructor(ctx: StepContext, prefix: string, codes: CodeCatalogue) {
    const { exchange } = ctx.state
    this.operation = exchange.operation!
    this.params = exchange.params
    this.query = exchange.query
    this.request = exchange.value
    this.rejected = exchange.rejected
    this.findings = exchange.findings
    this.requestId = exchange.requestId
    this.node = nodeOf(ctx.get('X-Exchange-Node'))
    this.idempotencyKey = idempotencyKeyOf(codes, ctx.get('Idempotency-Key'))
    this.#ctx = ctx
    this.#exchange = exchange
    this.#prefix = prefix
  }

  base(): string {
    return `${this.#ctx.protocol}://${this.#ctx.host}${this.#prefix}`
  }

  headers(name: string): string {
    return this.#ctx.get(name)
  }

  note(replacements: Replacement[]): void {
    this.#exchange.replacements.push(...replacements)
  }

  subject(id: string): void {
    this.#exchange.subject = id
  }
}
