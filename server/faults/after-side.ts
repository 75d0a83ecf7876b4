import { recordAffected, reset, type Affected, type FaultTools } from './affected.ts'
import { sendSlowly } from './slow-sending.ts'
import type { SpoiledAnswer } from './spoil.ts'
import { sendHead, type TappedAnswer } from './tap.ts'

/** Pages are nobody's exchange; with a fault they are seen all the same. The proxy records when the answer is out. */
async function recordPage(
  tools: FaultTools,
  affected: Affected,
  answer: TappedAnswer,
  spoiled: SpoiledAnswer | null,
): Promise<void> {
  const { injection, link } = affected
  if (injection.entry !== null || injection.marks.length === 0 || link.proxy !== null) return
  await recordAffected(tools, affected, new Uint8Array(), {
    answer: spoiled?.end === 'unsaid' ? null : { ...answer, ...(spoiled ?? {}) },
    failure: spoiled && spoiled.end !== 'whole' ? spoiled.done.ru : null,
  })
}

async function send(
  { waits }: FaultTools,
  { request, response }: Affected,
  rate: number | null,
  answer: TappedAnswer,
  spoiled: SpoiledAnswer | null,
): Promise<void> {
  const hasBody = request.method !== 'HEAD' && answer.status !== 204 && answer.status !== 304
  const body = hasBody ? (spoiled?.body ?? answer.body) : Buffer.alloc(0)
  const length = hasBody ? String(spoiled?.length ?? body.length) : answer.statedLength
  sendHead(response, { ...answer, headers: spoiled?.headers ?? answer.headers }, length)
  if (rate !== null) {
    if (!(await sendSlowly(response, body, rate, waits))) return
  } else if (body.length > 0) response.write(body)
  else response.flushHeaders()
  if (spoiled?.end !== 'cut') return void response.end()
  // What was written goes out first.
  response.socket?.destroySoon()
}

/**
 * Sends the answer of a side as the faults leave it.
 * @param rate bytes a second, `null`: as fast as it goes
 */
export async function afterSide(
  tools: FaultTools,
  affected: Affected,
  rate: number | null,
  answer: TappedAnswer,
): Promise<void> {
  const { response, link, injection } = affected
  const spoiled = injection.spoiled(answer)
  await recordPage(tools, affected, answer, spoiled)
  if (!spoiled && tools.rules.wantsAnswers(link))
    tools.answers.keep(link, injection.method, injection.path, { ...answer, entry: injection.entry })
  if ((await tools.waits.wait(injection.delayMs, response)) === 'gone') return
  if (spoiled?.end === 'unsaid') reset(response)
  else await send(tools, affected, rate, answer, spoiled)
}
