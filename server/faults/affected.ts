import type { IncomingMessage, ServerResponse } from 'node:http'
import { TLSSocket } from 'node:tls'
import type Koa from 'koa'
import type { Journal } from '../journal/journal.ts'
import type { Clock } from '../storage/clock.ts'
import type { EarlierAnswers } from './answers.ts'
import type { Claims } from './claims.ts'
import type { Deliveries } from './deliveries.ts'
import type { ExchangeLink, ProxiedLink } from './exchange-link.ts'
import type { ExpiredTls } from './expired-tls.ts'
import type { Injection } from './injection.ts'
import type { CurrentInjection } from './marked-journal.ts'
import { ownDraft, type Outcome } from './own-entry.ts'
import type { RulesAtWork } from './rules-at-work.ts'
import type { Waits } from './waits.ts'

/** What faults are carried out with. */
export interface FaultTools {
  rules: RulesAtWork
  waits: Waits
  deliveries: Deliveries
  claims: Claims
  answers: EarlierAnswers
  current: CurrentInjection
  tls: Pick<ExpiredTls, 'markOf'>
  /** Not the marked one: what is recorded here is marked already. */
  journal: Pick<Journal, 'record'>
  clock: Clock
  /** Id of this running bench, the first half of `X-Obmen-Entry`. */
  instance: string
  address(): string
  links(): readonly ProxiedLink[]
  /** Told whenever a rule has hit. */
  hit(): void
  /** Receives defects of ours. */
  log(error: unknown): void
}

/** One exchange that something is done to. */
export interface Affected {
  ctx: Koa.Context
  request: IncomingMessage
  response: ServerResponse
  link: ExchangeLink
  injection: Injection
  /** By `performance.now()`. */
  started: number
}

/** Records an exchange that its side does not record. @returns its number, which the exchange has from now on */
export async function recordAffected(
  { journal, address }: Pick<FaultTools, 'journal' | 'address'>,
  { request, link, injection, started }: Affected,
  body: Uint8Array,
  outcome: Omit<Outcome, 'marks'>,
): Promise<number> {
  const durationMs = performance.now() - started + injection.delayMs
  const seen = { request, base: address(), at: injection.at, durationMs, body }
  return (injection.entry = await journal.record(
    ownDraft(seen, link, { ...outcome, marks: injection.marks }),
  ))
}

/** Ends a connection as a network does that is no more: without a word. */
export function reset({ socket }: ServerResponse): void {
  if (!socket || socket.destroyed) return
  if (socket instanceof TLSSocket) socket.destroy()
  else socket.resetAndDestroy()
}
