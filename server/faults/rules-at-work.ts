import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../storage/clock.ts'
import { seededRandom, type Random } from '../storage/random.ts'
import { drawDelay } from './delay.ts'
import { covers, type ExchangeLink } from './exchange-link.ts'
import {
  isStanding,
  type Fault,
  type FaultCounts,
  type FaultKind,
  type FaultRule,
  type FaultState,
} from './model.ts'
import { inForce } from './schedule.ts'

/** One rule that hits one exchange. */
export interface Hit {
  rule: FaultRule
  fault: Fault
  /** Of a delay, ms. */
  delayMs: number
  /** Takes the hit back: there was nothing in this exchange that the fault could be done to. */
  takeBack(): void
}

interface Work {
  rule: FaultRule
  matched: number
  injected: number
  random: Random
}

export interface RulesAtWork {
  /** No rule is on. */
  readonly idle: boolean
  /** Rules that hit an exchange, each counted: all that slow it down, and the first of the others. */
  hits(link: ExchangeLink): Hit[]
  /** A rule of this kind whose time it is; counts nothing. */
  standing(kind: 'expired-tls'): FaultRule | null
  /** How far the clock of a side is off now, ms. */
  skewOf(side: ExchangeLink['to']): number
  /** A rule may want an earlier answer of this exchange some day. */
  wantsAnswers(link: ExchangeLink): boolean
  /** Counts one hit of a rule that is no matter of exchanges. */
  count(rule: string): void
  counts(rule: FaultRule): FaultCounts
  state(rule: FaultRule): FaultState
  /** @param ids all rules when not given */
  recount(ids?: readonly string[]): void
}

/** Kinds that go together with any other. */
export const accompanies = (kind: FaultKind): boolean =>
  kind === 'delay' || kind === 'bandwidth' || kind === 'skew'

/** What makes a rule another one; a new name does not. */
const substance = ({ name: _, ...rest }: FaultRule) => rest

/** Rules with their counts and random numbers, which live as long as the bench does. */
export function createRulesAtWork(rules: () => readonly FaultRule[], clock: Clock): RulesAtWork {
  const works = new Map<string, Work>()
  let seen: readonly FaultRule[] = []
  let enabled: Work[] = []

  const begin = (rule: FaultRule): Work => ({
    rule,
    matched: 0,
    injected: 0,
    random: seededRandom(rule.seed, 'fault'),
  })

  /** Takes over what stands in the document; a rule that has changed, or was switched on, counts anew. */
  function follow(): void {
    const now = rules()
    if (now === seen) return
    seen = now
    const ids = new Set(now.map(({ id }) => id))
    for (const id of works.keys()) if (!ids.has(id)) works.delete(id)
    for (const rule of now) {
      const work = works.get(rule.id)
      const changed =
        work &&
        !isDeepStrictEqual(substance({ ...work.rule, enabled: true }), substance({ ...rule, enabled: true }))
      const switchedOn = work && rule.enabled && !work.rule.enabled
      if (!work || changed || switchedOn) works.set(rule.id, begin(rule))
      else work.rule = rule
    }
    enabled = now.flatMap((rule) => (rule.enabled ? [works.get(rule.id)!] : []))
  }

  const spent = ({ rule, injected }: Work): boolean => rule.times > 0 && injected >= rule.times

  /** Asks one rule about one exchange; the random number is drawn for every request that it could hit. */
  function ask(work: Work): Hit | null {
    const { rule } = work
    work.matched += 1
    if (work.matched <= rule.after || spent(work)) return null
    if (rule.share < 1 && work.random() >= rule.share) return null
    work.injected += 1
    return {
      rule,
      fault: rule.fault,
      delayMs: rule.fault.kind === 'delay' ? drawDelay(rule.fault, work.random) : 0,
      takeBack: () => void (work.injected -= 1),
    }
  }

  /** The real side behind the proxy keeps its own time. */
  const isAsked = ({ rule }: Work, link: ExchangeLink): boolean =>
    rule.fault.kind === 'skew'
      ? link.proxy === null && rule.link.to === link.to
      : rule.fault.kind !== 'expired-tls' && covers(rule.link, link)

  const of = (id: string): Work | undefined => (follow(), works.get(id))

  return {
    get idle() {
      follow()
      return enabled.length === 0
    },
    hits(link) {
      follow()
      const now = clock()
      const found: Hit[] = []
      let decided = false
      for (const work of enabled) {
        const { kind } = work.rule.fault
        if ((decided && !accompanies(kind)) || !isAsked(work, link) || !inForce(work.rule.schedule, now))
          continue
        const hit = ask(work)
        if (!hit) continue
        found.push(hit)
        decided ||= !accompanies(kind)
      }
      return found
    },
    standing(kind) {
      follow()
      const found = enabled.find(({ rule }) => rule.fault.kind === kind && inForce(rule.schedule, clock()))
      return found?.rule ?? null
    },
    skewOf(side) {
      follow()
      if (enabled.length === 0) return 0
      const now = clock()
      let minutes = 0
      for (const { rule } of enabled)
        if (rule.fault.kind === 'skew' && rule.link.to === side && inForce(rule.schedule, now))
          minutes += rule.fault.minutes
      return minutes * 60_000
    },
    wantsAnswers(link) {
      follow()
      return enabled.some(({ rule }) => rule.fault.kind === 'stale' && covers(rule.link, link))
    },
    count(id) {
      const work = of(id)
      if (!work) return
      work.matched += 1
      work.injected += 1
    },
    counts({ id, times }) {
      const { matched = 0, injected = 0 } = of(id) ?? {}
      return { matched, injected, left: times > 0 ? Math.max(times - injected, 0) : null }
    },
    state(rule) {
      const work = of(rule.id)
      if (!rule.enabled || !work) return 'off'
      if (!isStanding(rule.fault.kind) && spent(work)) return 'spent'
      return inForce(rule.schedule, clock()) ? 'active' : 'waiting'
    },
    recount(ids) {
      follow()
      for (const [id, { rule }] of works) if (!ids || ids.includes(id)) works.set(id, begin(rule))
      enabled = seen.flatMap((rule) => (rule.enabled ? [works.get(rule.id)!] : []))
    },
  }
}
