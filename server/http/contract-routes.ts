import { randomUUID } from 'node:crypto'
import type Koa from 'koa'
import type {
  CodeCatalogue,
  Contract,
  ReaderMode,
  ReadOptions,
  WriterProfile,
} from '../contracts/operation.ts'
import { authenticate, type Credentials } from './authenticate.ts'
import type { Handlers } from './call.ts'
import { hostRefusal } from './errors.ts'
import { newExchange, type Check, type StepContext } from './exchange.ts'
import { handle } from './handle.ts'
import type { IdempotencyStore } from './idempotency.ts'
import { acceptable } from './negotiation.ts'
import { once } from './once.ts'
import { wantTls, type PlainOptions } from './plain.ts'
import { refuser } from './problems.ts'
import { limitRate, type RateOptions } from './rate.ts'
import { readRequest } from './read-request.ts'
import { recogniser } from './recognise.ts'
import { recorder, type RecorderOptions } from './recorder.ts'
import { readBody } from './request-body.ts'

export { prepareAnswer } from './answer.ts'
export type { Answer, Call, Handlers } from './call.ts'

export interface ContractRoutesOptions extends PlainOptions, RateOptions, RecorderOptions {
  /** Where the side is mounted: `/site`. */
  prefix: string
  contract: Contract
  handlers: Handlers
  reader(): ReaderMode
  /** Zone of the connection, names of dictionary elements (LA-12). */
  readOptions?(): ReadOptions
  profile(): WriterProfile
  /** Who may call (AD-08, B-17). */
  credentials: Credentials
  idempotency: IdempotencyStore
  /** `true`: a POST without `Idempotency-Key` is refused (AD-33, strict mode). */
  requireKey(): boolean
  /** Receives defects with their stacks. @default console.error */
  log?(error: unknown): void
}

/**
 * The routes of one contract at one side, derived from the contract. Paths outside the contract are passed on.
 * Everything else is answered, refusals as problem details, and recorded before the answer leaves.
 * @throws TypeError when an operation has no handler
 */
export function contractRoutes(options: ContractRoutesOptions): Koa.Middleware {
  const { prefix, contract, handlers, clock, log = console.error } = options
  for (const { id } of contract.operations) if (!handlers[id]) throw new TypeError(`No handler for ${id}`)
  const recognise = recogniser(prefix, contract.operations)
  const refuse = refuser(contract, log)
  const admitted = admission(options)
  const carryOut = once(options, handle(options, refuse, log))
  const record = recorder(options)

  async function answer(ctx: StepContext): Promise<void> {
    try {
      if (await admitted(ctx)) await carryOut(ctx)
    } catch (error) {
      refuse(ctx, error)
    }
  }

  return async function contractRoutes(ctx, next) {
    const recognised = recognise(ctx)
    if (!recognised) return next()
    const exchange = newExchange(recognised, requestIdOf(ctx.get('X-Request-Id')), clock())
    ctx.res.setHeader('X-Request-Id', exchange.requestId)
    ctx.state['exchange'] = exchange
    const step = ctx as StepContext
    await answer(step)
    try {
      await record(step)
    } catch (error) {
      refuse(step, error)
    }
  }
}

/** The caller's id when it is fit to be echoed and stored, else a new one. */
const requestIdOf = (header: string): string => (/^[\w.:-]{1,128}$/.test(header) ? header : randomUUID())

/** What stands before a handler; it tells whether the request is left for one. */
function admission(options: ContractRoutesOptions): (ctx: StepContext) => Promise<boolean> {
  const { contract, credentials } = options
  const { codes } = contract
  const checkTls = wantTls(codes, options)
  const checkAccount = authenticate(codes, credentials)
  const checks: Check[] = [limitRate(codes, options), route(codes), acceptable(codes), readRequest(options)]

  return async function admitted(ctx) {
    // The whole body first: also what is refused next is recorded with it.
    ctx.state.exchange.request = await readBody(ctx.req, contract)
    checkTls(ctx)
    if (toldMethods(ctx)) return false
    await checkAccount(ctx)
    for (const check of checks) check(ctx)
    return true
  }
}

/** `OPTIONS` names the methods and nothing else; it needs no account. */
function toldMethods(ctx: StepContext): boolean {
  const { allowed } = ctx.state.exchange
  if (ctx.method !== 'OPTIONS' || allowed.length === 0) return false
  ctx.status = 204
  ctx.set('Allow', allowed.join(', '))
  return true
}

function route(codes: CodeCatalogue): Check {
  return (ctx) => {
    const { operation, allowed } = ctx.state.exchange
    if (operation) return
    if (allowed.length === 0)
      throw hostRefusal(
        codes,
        'not-found',
        `По адресу ${ctx.path} ничего нет. Проверьте путь по описанию контракта.`,
      )
    const methods = allowed.join(', ')
    throw hostRefusal(codes, 'method', `Метод ${ctx.method} здесь не подходит, допустимы: ${methods}.`, {
      headers: { Allow: methods },
    })
  }
}
