import { TLSSocket } from 'node:tls'
import type Koa from 'koa'
import type { FaultMark } from '../journal/model.ts'
import type { Affected, FaultTools } from './affected.ts'
import { afterSide } from './after-side.ts'
import { beforeSide, callerLeft } from './before-side.ts'
import { exchangeLink } from './exchange-link.ts'
import { markOf, newInjection } from './injection.ts'
import { dropHeader } from './request-headers.ts'
import { accompanies, type Hit } from './rules-at-work.ts'
import { tapResponse } from './tap.ts'
import { duration, skewWords, speed } from './words.ts'

/** What is said of the hits that go together with others. */
function marksOf(hits: readonly Hit[]): FaultMark[] {
  return hits.flatMap((hit) => {
    const { fault, delayMs } = hit
    switch (fault.kind) {
      case 'delay': {
        const { ru, en } = duration(delayMs)
        return markOf(hit, { ru: `ответ задержан на ${ru}`, en: `the answer was held back for ${en}` })
      }
      case 'bandwidth': {
        const { ru, en } = speed(fault.bytesPerSecond)
        return markOf(hit, { ru: `канал ограничен до ${ru}`, en: `the line was held to ${en}` })
      }
      case 'skew': {
        const { ru, en } = skewWords(fault.minutes)
        return markOf(hit, { ru: `часы стороны ${ru}`, en: `the clock of the side is ${en}` })
      }
      default:
        return []
    }
  })
}

const spoils = ({ fault }: Hit): boolean =>
  (fault.kind === 'drop' && fault.when.stage !== 'before') ||
  fault.kind === 'malformed' ||
  fault.kind === 'truncated' ||
  fault.kind === 'encoding'

/** Bytes a second of the slowest line, `null` without one. */
function rateOf(hits: readonly Hit[]): number | null {
  const rates = hits.flatMap(({ fault }) => (fault.kind === 'bandwidth' ? [fault.bytesPerSecond] : []))
  return rates.length > 0 ? Math.min(...rates) : null
}

const skewOf = (hits: readonly Hit[]): number =>
  hits.reduce((sum, { fault }) => sum + (fault.kind === 'skew' ? fault.minutes * 60_000 : 0), 0)

/**
 * Stands before all sides and does to their exchanges what the rules say. A request that the side never sees is recorded here;
 * everything else is recorded by the side, and marked by the journal that it is given.
 */
export function faultsMiddleware(tools: FaultTools): Koa.Middleware {
  const { rules, waits, deliveries, claims, current, clock } = tools

  async function carryOut(affected: Affected, hits: readonly Hit[], next: Koa.Next): Promise<void> {
    const { request, response, link, injection } = affected
    const rate = rateOf(hits)
    claims.open(injection, response)
    tapResponse(response, (answer) => {
      afterSide(tools, affected, rate, answer).catch((error: unknown) => {
        tools.log(error)
        response.destroy()
      })
    })
    const skewMs = skewOf(hits)
    if (skewMs !== 0) response.setHeader('Date', new Date(clock().getTime() + skewMs).toUTCString())
    if (rate !== null) {
      // What is not read does not arrive: the sender waits for us, as for a slow line.
      const ms = (Number(request.headers['content-length'] ?? 0) / rate) * 1000
      if ((await waits.wait(ms, response)) === 'gone') return void (await callerLeft(tools, affected))
    }
    const decisive = hits.find(({ fault }) => !accompanies(fault.kind))
    if (decisive && (await beforeSide(tools, affected, decisive))) return
    // A packed body could be spoiled only as a whole, and the journal has it unpacked.
    if (decisive && spoils(decisive) && link.proxy !== null) dropHeader(request, 'accept-encoding')
    await current.run(injection, next)
  }

  return async function faults(ctx, next) {
    const { req: request, res: response } = ctx
    const delivery = deliveries.taken(request)
    if (delivery) return current.run(delivery, next)
    const shown = request.socket instanceof TLSSocket ? tools.tls.markOf(request.socket) : null
    if (rules.idle && !waits.holding && !shown) return next()
    const link = exchangeLink(ctx.method, request.url ?? '/', tools.links())
    if (!link) return next()
    const hits = rules.hits(link)
    try {
      const isLeftAlone = hits.length === 0 && !shown && !rules.wantsAnswers(link)
      if (isLeftAlone) return await current.run(null, next)
      if (hits.length > 0) tools.hit()
      const injection = newInjection(request, link, [...(shown ? [shown] : []), ...marksOf(hits)], {
        at: clock(),
        delayMs: hits.reduce((sum, hit) => sum + hit.delayMs, 0),
        spoiling: hits.find(spoils) ?? null,
      })
      const started = performance.now()
      await carryOut({ ctx, request, response, link, injection, started }, hits, next)
    } finally {
      waits.passed(link)
    }
  }
}
