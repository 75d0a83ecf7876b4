import { randomUUID } from 'node:crypto'
import type Koa from 'koa'
import { cmlOperation, cmlTypes } from '../../server/contracts/commerceml/operations.ts'
import { siteProfiles } from '../../server/contracts/commerceml/site-profiles.ts'
import { newExchange, type StepContext } from '../../server/http/exchange.ts'
import { recorder } from '../../server/http/recorder.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import { admitted, checkauth, sourceRefusal } from './access.ts'
import { entryOf, readRequestOf } from './address.ts'
import { takeBody } from './body.ts'
import { keepBody } from './keep-body.ts'
import { modeOf, unknownType } from './modes.ts'
import type { SiteParts } from './parts.ts'
import { failure, mannerOf, text, written, type Reply } from './reply.ts'
import type { Call, Visit } from './visit.ts'

/** Where the site is mounted. */
export const SITE_PREFIX = '/site'

/** A site that was moved to https (F23). */
function moved({ raw }: Call): Reply {
  const location = `https://${raw.headers.host ?? 'localhost'}${raw.url ?? '/'}`
  const body = `<html><head><title>301 Moved Permanently</title></head><body><h1>Moved Permanently</h1></body></html>`
  return { status: 301, kind: 'page', body, headers: { Location: location }, code: 'CML-MOVED' }
}

async function visited(parts: SiteParts, visit: Visit): Promise<Reply> {
  const { session, request } = visit
  const refusal = await sourceRefusal(parts, visit, session)
  if (refusal) return refusal
  // A site locks its session: the second request waits for the first (section 8).
  return session.turn(async () => {
    session.lastAt = parts.clock()
    session.lastMode = request.mode
    session.active += 1
    try {
      return await modeOf(visit)(parts, visit)
    } finally {
      session.active -= 1
      session.lastAt = parts.clock()
      parts.changes.publish({ area: 'cml-site' })
    }
  })
}

async function replyTo(parts: SiteParts, call: Call): Promise<Reply> {
  const { request, type, manner } = call
  if (call.on('F23')) return moved(call)
  const known = cmlTypes.includes(type) && (type !== 'sale' || manner.profile.sale.known)
  if (!known) return unknownType(manner)
  if (request.mode === 'checkauth') return checkauth(parts, call)
  const answer = await admitted(parts, call)
  if ('reply' in answer) return answer.reply
  call.exchange.user = answer.session.user
  return visited(parts, { ...call, session: answer.session })
}

/** Reads what nobody has read: the request is recorded with its body, and its sender gets the answer. */
async function readRest(parts: SiteParts, { raw, exchange }: Call): Promise<void> {
  if (raw.readableEnded || raw.destroyed) return
  keepBody(exchange, await takeBody(raw, parts.bodies))
}

/** What went wrong, as an answer: what was expected in words, a defect of ours with status 500. */
function failed(parts: SiteParts, { manner, raw, say }: Call, error: unknown): Reply {
  if (error instanceof Refusal) return failure(manner, error.code, error.text[manner.profile.language])
  if (!raw.complete && raw.destroyed) return { ...text('', 400), code: 'CML-BODY-CUT' }
  parts.log(error)
  return {
    ...failure(
      manner,
      'CML-INTERNAL',
      say('Внутренняя ошибка сайта, подробности в журнале программы.', 'Internal error of the site.'),
    ),
    status: 500,
  }
}

/**
 * `1c_exchange.php` under every path of the settings (commerceml sections 2.1, 3, 8). Any method does for any mode. Everything
 * is recorded before its answer leaves.
 */
export function cmlRoutes(parts: SiteParts): Koa.Middleware {
  async function answer(ctx: StepContext): Promise<void> {
    const settings = parts.settings()
    const entry = entryOf(ctx.path, SITE_PREFIX, settings.paths)!
    const profileId = entry.profile ?? settings.profile
    const manner = mannerOf(siteProfiles[profileId], settings)
    const { exchange } = ctx.state
    const request = readRequestOf(ctx.req.url ?? '')
    const call: Call = {
      request,
      type: request.type as Call['type'],
      profileId,
      manner,
      settings,
      on: parts.faults.forRequest(),
      raw: ctx.req,
      exchange,
      say: (ru, en) => (manner.profile.language === 'ru' ? ru : en),
      note: (code, message) =>
        void exchange.answerFindings.push({
          severity: 'warning',
          code,
          message,
          line: 1,
          column: 1,
          pointer: '',
          part: 'response',
        }),
    }
    const reply = await replyTo(parts, call)
      .then(async (made) => {
        await readRest(parts, call)
        return made
      })
      .catch((error: unknown) => failed(parts, call, error))
    const { bytes, contentType } = written(reply, manner, call.on)
    exchange.code = reply.code
    ctx.status = reply.status
    for (const [name, value] of Object.entries(reply.headers ?? {})) ctx.set(name, value)
    ctx.set('Content-Type', contentType)
    ctx.body = bytes
  }

  const record = recorder({ from: 'onec', to: 'site', journal: parts.journal, instance: parts.instance })
  return async function commerceMl(ctx, next) {
    if (!entryOf(ctx.path, SITE_PREFIX, parts.settings().paths)) return next()
    const { type, mode } = readRequestOf(ctx.req.url ?? '')
    ctx.state['exchange'] = newExchange(
      { operation: cmlOperation(type, mode), params: {}, allowed: [] },
      randomUUID(),
      parts.clock(),
    )
    await answer(ctx as StepContext)
    await record(ctx as StepContext)
  }
}
