import { randomUUID } from 'node:crypto'
import type Koa from 'koa'
import compose from 'koa-compose'
import type { Operation, ReaderMode, ReadOptions, Side, WriterProfile } from '../contracts/operation.ts'
import type { Journal } from '../journal/journal.ts'
import type { Clock } from '../storage/clock.ts'
import { authenticate } from './authenticate.ts'
import type { Account } from './basic-auth.ts'
import type { Handlers } from './call.ts'
import { siteError } from './errors.ts'
import { newExchange, type StepContext } from './exchange.ts'
import { handle } from './handle.ts'
import type { IdempotencyStore } from './idempotency.ts'
import { acceptable } from './negotiation.ts'
import { once } from './once.ts'
import { problems } from './problems.ts'
import { readRequest } from './read-request.ts'
import { recogniser } from './recognise.ts'
import { recorder } from './recorder.ts'
import { readBody } from './request-body.ts'

export type { Answer, Call, Handlers } from './call.ts'

export interface ContractRoutesOptions {
  /** Where the side is mounted: `/site`. */
  prefix: string
  operations: readonly Operation[]
  handlers: Handlers
  from: Side
  to: Side
  reader(): ReaderMode
  /** Zone of the connection, names of dictionary elements (LA-12). */
  readOptions?(): ReadOptions
  profile(): WriterProfile
  /** The one account that may call (AD-08); `null` leaves the side open. */
  credentials(): Promise<Account | null>
  journal: Journal
  idempotency: IdempotencyStore
  clock: Clock
  /** `true`: a POST without `Idempotency-Key` is refused (AD-33, strict mode). */
  requireKey(): boolean
  /** Id of this running bench, the first half of `X-Obmen-Entry`. */
  instance: string
  /** Receives defects with their stacks. @default console.error */
  log?(error: unknown): void
}

/**
 * The routes of one contract at one side, derived from its operations. Paths outside the contract are passed on.
 * Everything else is answered, refusals as problem details, and recorded before the answer leaves.
 * @throws TypeError when an operation has no handler
 */
export function contractRoutes(options: ContractRoutesOptions): Koa.Middleware {
  const { prefix, operations, handlers, log = console.error } = options
  for (const { id } of operations) if (!handlers[id]) throw new TypeError(`No handler for ${id}`)
  const contract = operations[0]?.contract ?? ''
  const recognise = recogniser(prefix, operations)
  const chain = compose<StepContext>([
    problems(contract, log),
    recorder(options),
    problems(contract, log),
    receive,
    tellMethods,
    authenticate(options.credentials),
    route,
    acceptable,
    readRequest(options),
    once(options),
    // Inside `once`, so that a refusal by the handler is kept with its key like any other answer.
    problems(contract, log),
    handle(options, log),
  ])

  return async function contractRoutes(ctx, next) {
    const recognised = recognise(ctx)
    if (!recognised) return next()
    const exchange = newExchange(recognised, requestIdOf(ctx.get('X-Request-Id')))
    ctx.set('X-Request-Id', exchange.requestId)
    ctx.state['exchange'] = exchange
    await chain(ctx as StepContext)
  }
}

/** The caller's id when it is fit to be echoed and stored, else a new one. */
const requestIdOf = (header: string): string => (/^[\w.:-]{1,128}$/.test(header) ? header : randomUUID())

/** Takes the whole body in first: also what is refused next is recorded with it. */
async function receive(ctx: StepContext, next: Koa.Next): Promise<void> {
  ctx.state.exchange.request = await readBody(ctx.req)
  return next()
}

/** `OPTIONS` names the methods and nothing else; it needs no account. */
async function tellMethods(ctx: StepContext, next: Koa.Next): Promise<void> {
  const { allowed } = ctx.state.exchange
  if (ctx.method !== 'OPTIONS' || allowed.length === 0) return next()
  ctx.status = 204
  ctx.set('Allow', allowed.join(', '))
}

async function route(ctx: StepContext, next: Koa.Next): Promise<void> {
  const { operation, allowed } = ctx.state.exchange
  if (operation) return next()
  if (allowed.length === 0)
    throw siteError(
      'SITE-NOT-FOUND',
      `По адресу ${ctx.path} ничего нет. Проверьте путь по описанию контракта.`,
    )
  throw siteError('SITE-METHOD', `Метод ${ctx.method} здесь не подходит, допустимы: ${allowed.join(', ')}.`, {
    headers: { Allow: allowed.join(', ') },
  })
}
