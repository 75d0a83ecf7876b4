import { randomUUID } from 'node:crypto'
import type { Text } from '../contracts/text.ts'
import { ENTRY_HEADER, entryHeader } from '../journal/transport.ts'
import { recordAffected, reset, type Affected, type FaultTools } from './affected.ts'
import { markOf, newInjection } from './injection.ts'
import { insteadOf, type AnsweringFault } from './instead.ts'
import { bodyOf, type Outcome } from './own-entry.ts'
import { rawBody } from './raw-body.ts'
import type { FaultOf } from './model.ts'
import type { Hit } from './rules-at-work.ts'
import type { WaitEnd } from './waits.ts'
import { duration } from './words.ts'

/** Faults that come before the side has seen the request. */

/** A caller that waits for `100 Continue` has not sent its body yet; the proxy, which would say it, is not asked. */
function askForBody({ request, response, link }: Affected): void {
  if (link.proxy !== null && request.headers.expect !== undefined) response.writeContinue()
}

function wholeRequest(affected: Affected): Promise<Uint8Array> {
  askForBody(affected)
  return bodyOf(affected.request, affected.link)
}

async function dropBefore(tools: FaultTools, affected: Affected, hit: Hit): Promise<true> {
  const done: Text = {
    ru: 'соединение оборвано до обработки, сторона запроса не видела',
    en: 'the connection was cut before the request was handled, the side has not seen it',
  }
  affected.injection.marks.push(markOf(hit, done))
  await recordAffected(tools, affected, await wholeRequest(affected), { answer: null, failure: done.ru })
  affected.ctx.respond = false
  reset(affected.response)
  return true
}

/** Answers past Koa, which would add to an empty body; the answer names the entry where the caller looks for it. */
function respond(
  { instance }: FaultTools,
  { ctx, response, link, injection }: Affected,
  { status, headers, body }: NonNullable<Outcome['answer']>,
): void {
  ctx.respond = false
  ctx.status = status
  const its = headers.filter(([name]) => name.toLowerCase() !== ENTRY_HEADER.toLowerCase())
  if (link.named && injection.entry !== null) its.push([ENTRY_HEADER, entryHeader(instance, injection.entry)])
  response.writeHead(status, its.flat())
  response.end(body)
}

async function answerInstead(
  tools: FaultTools,
  affected: Affected,
  hit: Hit,
  fault: AnsweringFault,
): Promise<true> {
  const { request, link, injection } = affected
  const body = await wholeRequest(affected)
  const requestId = injection.requestId ?? randomUUID()
  const { done, headers, ...instead } = insteadOf(fault, link, requestId, body)
  const answer = { ...instead, headers: [...headers, ['X-Request-Id', requestId] as [string, string]] }
  injection.marks.push(markOf(hit, done))
  const sent = request.method === 'HEAD' ? { ...answer, body: new Uint8Array() } : answer
  await recordAffected(tools, affected, body, { answer: sent, failure: null })
  respond(tools, affected, answer)
  return true
}

async function answerStale(tools: FaultTools, affected: Affected, hit: Hit): Promise<boolean> {
  const { link, injection } = affected
  const earlier = tools.answers.find(link, injection.method, injection.path)
  if (!earlier) {
    hit.takeBack()
    return false
  }
  const of: Text =
    earlier.entry === null
      ? { ru: '', en: '' }
      : { ru: ` (запись ${earlier.entry})`, en: ` (entry ${earlier.entry})` }
  injection.marks.push(
    markOf(hit, {
      ru: `повторён прежний ответ${of.ru}, сторону не спросили`,
      en: `the earlier answer${of.en} was given again, the side was not asked`,
    }),
  )
  const body = await wholeRequest(affected)
  await recordAffected(tools, affected, body, { answer: earlier, failure: null })
  respond(tools, affected, earlier)
  return true
}

/** The request goes to the bench twice, each time over a connection of its own; the caller gets the second answer. */
async function deliverTwice({ deliveries }: FaultTools, affected: Affected, hit: Hit): Promise<boolean> {
  const { ctx, request, response, link, injection } = affected
  askForBody(affected)
  const body = await rawBody(request)
  if (body === null) {
    hit.takeBack()
    return false
  }
  const firstMark = markOf(hit, {
    ru: 'доставлено дважды: это первая доставка',
    en: 'delivered twice: this is the first delivery',
  })
  const first = newInjection(request, link, [firstMark], { at: injection.at })
  // A first delivery that fails has arrived all the same, as far as anybody can tell.
  await deliveries.deliver(request, body, first).catch(() => null)
  const before: Text =
    first.entry === null
      ? { ru: '', en: '' }
      : { ru: `, первая — запись ${first.entry}`, en: `, the first is entry ${first.entry}` }
  const second = newInjection(
    request,
    link,
    [
      ...injection.marks,
      markOf(hit, {
        ru: `доставлено дважды: это вторая доставка${before.ru}`,
        en: `delivered twice: this is the second delivery${before.en}`,
      }),
    ],
    { at: injection.at, delayMs: injection.delayMs },
  )
  second.repeats = first.entry
  const answer = await deliveries.deliver(request, body, second)
  injection.entry = second.entry
  injection.marks = second.marks
  ctx.respond = false
  ctx.status = answer.status
  response.writeHead(answer.status, answer.headers.flat())
  response.end(answer.body)
  return true
}

/** What is said of a request that was held back. */
function heldWords(end: WaitEnd, ms: number, { passing }: FaultOf<'reorder'>): Text {
  const { ru, en } = duration(ms)
  switch (end) {
    case 'passed':
      return {
        ru: `запрос задержан на ${ru}: впереди него прошли следующие (${passing})`,
        en: `the request was held for ${en}: ${passing} later ones went before it`,
      }
    case 'over':
      return {
        ru: `запрос задержан на ${ru}: следующих (${passing}) за срок не набралось`,
        en: `the request was held for ${en}: there were not ${passing} later ones in time`,
      }
    case 'gone':
      return {
        ru: `запрос задержан на ${ru}, вызывающая сторона не дождалась`,
        en: `the request was held for ${en}, its caller did not wait`,
      }
  }
}

/** The caller left while its request was held back: the side never gets it. */
export async function callerLeft(tools: FaultTools, affected: Affected): Promise<true> {
  affected.ctx.respond = false
  const failure = 'Вызывающая сторона ушла: помеха задержала запрос, и до стороны он не дошёл.'
  if (affected.injection.entry === null)
    await recordAffected(tools, affected, new Uint8Array(), { answer: null, failure })
  return true
}

async function holdBack(
  tools: FaultTools,
  affected: Affected,
  hit: Hit,
  fault: FaultOf<'reorder'>,
): Promise<boolean> {
  const { response, injection, started } = affected
  const end = await tools.waits.hold(hit.rule, fault, response)
  injection.marks.push(markOf(hit, heldWords(end, performance.now() - started, fault)))
  return end === 'gone' ? callerLeft(tools, affected) : false
}

/**
 * Does what a fault does before the side is asked.
 * @returns `true` when the side is not asked any more: the caller has its answer, or will have none
 */
export function beforeSide(tools: FaultTools, affected: Affected, hit: Hit): Promise<boolean> {
  const { fault } = hit
  switch (fault.kind) {
    case 'drop':
      return fault.when.stage === 'before' ? dropBefore(tools, affected, hit) : Promise.resolve(false)
    case 'status':
    case 'busy':
    case 'unauthorized':
      return answerInstead(tools, affected, hit, fault)
    case 'stale':
      return answerStale(tools, affected, hit)
    case 'duplicate':
      return deliverTwice(tools, affected, hit)
    case 'reorder':
      return holdBack(tools, affected, hit, fault)
    default:
      return Promise.resolve(false)
  }
}
