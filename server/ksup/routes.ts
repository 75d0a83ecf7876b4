import type Koa from 'koa'
import compose from 'koa-compose'
import type { KnownBody } from '../contracts/ksup/known-body.ts'
import { ksupOnec, ksupServer, messageState, orders } from '../contracts/ksup/operations.ts'
import type { Contract } from '../contracts/operation.ts'
import { contractRoutes, type ContractRoutesOptions } from '../http/contract-routes.ts'
import type { Exchange } from '../http/exchange.ts'
import type { IdempotencyStore } from '../http/idempotency.ts'
import type { Journal } from '../journal/journal.ts'
import { ENTRY_HEADER } from '../journal/transport.ts'
import type { Clock } from '../storage/clock.ts'
import type { KsupOnec } from '../../mocks/ksup-onec/service.ts'
import type { ReceivingInbox } from './inbox.ts'
import { withMultipart } from './multipart.ts'
import { forwardedContract, forwardingHandlers, type ForwardingDeps } from './onec-forwarding.ts'
import type { ServerBehaviour } from './server-behaviour.ts'
import { serverHandlers } from './server-handlers.ts'
import type { KsupBlocks } from './settings.ts'

export interface KsupRoutesOptions {
  blocks: Pick<KsupBlocks, 'settings' | 'account'>
  inbox: ReceivingInbox
  behaviour: ServerBehaviour
  onec: Pick<KsupOnec, 'service'>
  forwarding: ForwardingDeps
  journal: Journal
  clock: Clock
  instance: string
  /** Receives defects of ours. */
  log(error: unknown): void
}

/** Ids of messages are kept by the inbox, by what the body says and not by a header (DD-05): here every call is new. */
const nothingKept: IdempotencyStore = {
  begin: async () => ({ state: 'new' }),
  finish: async () => {},
  release: () => {},
}

/** The server's part of the contract; an order may come as a form with its file (DD-10). */
const serverContract: Contract = {
  ...ksupServer,
  operations: ksupServer.operations.map((operation) =>
    operation.id === orders.id ? { ...orders, request: withMultipart(orders.request) } : operation,
  ),
}

/** Tells the inbox which journal entry brought a message, and drops the line instead of answering when that is wanted. */
function afterwards(inbox: ReceivingInbox, behaviour: ServerBehaviour): Koa.Middleware {
  return async function afterwards(ctx, next) {
    await next()
    const exchange = ctx.state['exchange'] as Exchange | undefined
    // What was passed on is somebody else's.
    if (exchange?.operation?.contract !== ksupServer.id || exchange.operation.callee !== 'ksup') return
    const meta = (exchange.value as KnownBody | null)?.meta
    const entry = Number(String(ctx.res.getHeader(ENTRY_HEADER) ?? '').split(':')[1])
    if (meta && entry > 0) await inbox.noteEntry(meta.message_id, entry)
    if (behaviour.mode() !== 'lost-answer' || exchange.operation.id === messageState.id) return
    // The work is done and recorded; the sender hears nothing of it and sends again.
    ctx.respond = false
    ctx.req.socket.destroy()
  }
}

/** `/ksup/api/ksup/v1/…` for 1C, `/ksup/hs/ksup/…` for a real КСУП, `/onec/hs/ksup/…`: the service of the simulated 1C. */
export function ksupRoutes(options: KsupRoutesOptions): Koa.Middleware {
  const { blocks, inbox, behaviour, onec, forwarding, journal, clock, instance, log } = options
  const { settings, account } = blocks
  const common = {
    instance,
    reader: () => settings().reader,
    readOptions: () => ({ zone: settings().zone, now: clock() }),
    profile: () => 'canonical',
    journal,
    clock,
    requireKey: () => false,
    log,
  } satisfies Partial<ContractRoutesOptions>

  return compose([
    afterwards(inbox, behaviour),
    contractRoutes({
      ...common,
      prefix: '/ksup',
      contract: serverContract,
      handlers: serverHandlers(inbox, behaviour),
      from: 'onec',
      to: 'ksup',
      credentials: () => account('server'),
      idempotency: nothingKept,
    }),
    contractRoutes({
      ...common,
      prefix: '/ksup',
      contract: forwardedContract,
      handlers: forwardingHandlers(forwarding),
      from: 'ksup',
      to: 'onec',
      credentials: () => account('onec'),
      idempotency: nothingKept,
    }),
    contractRoutes({
      ...common,
      prefix: '/onec',
      contract: ksupOnec,
      ...onec.service,
      from: 'ksup',
      to: 'onec',
      credentials: () => account('onec'),
    }),
  ] as Koa.Middleware[])
}
