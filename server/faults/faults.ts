import { AsyncLocalStorage } from 'node:async_hooks'
import type { Socket } from 'node:net'
import type Koa from 'koa'
import type { Side } from '../contracts/operation.ts'
import type { ServerCertificate } from '../http/tls/certificate.ts'
import type { Journal } from '../journal/journal.ts'
import type { Changes } from '../storage/changes.ts'
import type { Clock } from '../storage/clock.ts'
import type { DocumentStore } from '../storage/document.ts'
import type { Timers } from '../storage/timers.ts'
import { createEarlierAnswers } from './answers.ts'
import { createClaims } from './claims.ts'
import { createDeliveries } from './deliveries.ts'
import type { ProxiedLink } from './exchange-link.ts'
import { createExpiredTls } from './expired-tls.ts'
import type { Injection } from './injection.ts'
import { markedJournal } from './marked-journal.ts'
import { faultsMiddleware } from './middleware.ts'
import { createRulesAtWork, type RulesAtWork } from './rules-at-work.ts'
import { createWaits } from './waits.ts'

export interface FaultsDeps {
  document: Pick<DocumentStore, 'value' | 'onChange'>
  journal: Journal
  clock: Clock
  timers: Timers
  changes: Pick<Changes, 'publish'>
  /** Id of this running bench. */
  instance: string
  /** Where the bench listens. */
  address(): string
  httpsAddress(): string | null
  /** Links of the recording proxy. */
  links(): readonly ProxiedLink[]
  /** A certificate that has expired, with its key. */
  expiredCertificate(): Promise<ServerCertificate>
  /** Receives defects of ours. */
  log(error: unknown): void
}

/** Faults on the links between the sides. */
export interface Faults extends Pick<RulesAtWork, 'counts' | 'state' | 'recount'> {
  /** The journal for everybody who records or calls: it marks what was done to an exchange. */
  journal: Journal
  /** Stands before the sides and the proxy. */
  middleware: Koa.Middleware
  /** The clock that a side goes by, right or wrong. */
  clockOf(side: Side): Clock
  /** Whether the exchange that is being carried out has a fault: its answer is nobody's own then. */
  isAffected(): boolean
  /** Links that rules may name. */
  links(): readonly ProxiedLink[]
  /** Whether there is HTTPS for an expired certificate to be shown at. */
  hasHttps(): boolean
  /** What a connection over HTTPS is to be shown, asked before its handshake. @param usual what it is shown otherwise */
  certificateFor(socket: Socket, usual: ServerCertificate): ServerCertificate
  /** Makes what the rules in force need. */
  prepare(): Promise<void>
  /** Lets everything go on that is held back. */
  stop(): void
}

/** Screens that show the counts are told so often at most, ms. */
const TELL_MS = 300

export function createFaults(deps: FaultsDeps): Faults {
  const { document, clock, timers, changes, address, httpsAddress, links, log } = deps
  const rules = createRulesAtWork(() => document.value.faults.rules, clock)
  const current = new AsyncLocalStorage<Injection | null>()
  const claims = createClaims()
  const waits = createWaits(timers)
  let telling: NodeJS.Timeout | null = null
  const hit = (): void => {
    telling ??= setTimeout(() => {
      telling = null
      changes.publish({ area: 'faults' })
    }, TELL_MS).unref()
  }

  const tls = createExpiredTls({
    rules,
    journal: deps.journal,
    clock,
    httpsAddress,
    certificate: deps.expiredCertificate,
    hit,
    log,
  })
  const unfollow = document.onChange(() => {
    tls.prepare().catch(log)
    changes.publish({ area: 'faults' })
  })

  return {
    journal: markedJournal(deps.journal, current, claims),
    middleware: faultsMiddleware({
      rules,
      waits,
      deliveries: createDeliveries({ plain: address, secure: httpsAddress }),
      claims,
      answers: createEarlierAnswers(),
      current,
      tls,
      journal: deps.journal,
      clock,
      instance: deps.instance,
      address,
      links,
      hit,
      log,
    }),
    clockOf: (side) => () => {
      const skew = rules.skewOf(side)
      return skew === 0 ? clock() : new Date(clock().getTime() + skew)
    },
    isAffected: () => (current.getStore()?.marks.length ?? 0) > 0,
    links,
    hasHttps: () => httpsAddress() !== null,
    certificateFor: tls.certificateFor,
    prepare: tls.prepare,
    counts: rules.counts,
    state: rules.state,
    recount: rules.recount,
    stop() {
      unfollow()
      waits.release()
      if (telling) clearTimeout(telling)
    },
  }
}
