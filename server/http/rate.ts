import type { CodeCatalogue } from '../contracts/operation.ts'
import type { Clock } from '../storage/clock.ts'
import { hostRefusal } from './errors.ts'
import type { Check } from './exchange.ts'

export interface RateOptions {
  /** Requests a second that one login may make (BD-42); 0 sets no limit. @default no limit */
  ratePerSecond?(): number
  clock: Clock
}

interface Bucket {
  tokens: number
  /** When the tokens were counted, ms. */
  at: number
}

/** Logins whose rate is counted; beyond this the longest quiet are forgotten, which gives them a full bucket. */
const KNOWN_LIMIT = 10_000

/** A token bucket for each login, as large as a second's worth of requests. */
export function limitRate(codes: CodeCatalogue, { ratePerSecond = () => 0, clock }: RateOptions): Check {
  const buckets = new Map<string, Bucket>()

  function take(login: string, rate: number): boolean {
    const now = clock().getTime()
    const { tokens, at } = buckets.get(login) ?? { tokens: rate, at: now }
    const filled = Math.min(rate, tokens + (Math.max(now - at, 0) / 1000) * rate)
    const enough = filled >= 1
    buckets.delete(login)
    buckets.set(login, { tokens: enough ? filled - 1 : filled, at: now })
    if (buckets.size > KNOWN_LIMIT) buckets.delete(buckets.keys().next().value!)
    return enough
  }

  return (ctx) => {
    const rate = ratePerSecond()
    if (rate === 0 || take(ctx.state.exchange.user ?? '', rate)) return
    throw hostRefusal(
      codes,
      'rate',
      `Больше ${rate} запросов в секунду от одной учётной записи не принимается. Повторите через секунду.`,
      { retryAfter: 1 },
    )
  }
}
