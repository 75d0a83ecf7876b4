import { parseInit } from '../../server/contracts/commerceml/answer.ts'
import type { CmlInit } from '../../server/contracts/commerceml/answer.ts'
import { cmlOperation } from '../../server/contracts/commerceml/operations.ts'
import {
  onAside,
  onCheckauth,
  onInit,
  type CmlPass,
  type Heard,
  type Reaction,
  type ReactionWays,
} from '../../server/contracts/commerceml/reactions.ts'
import type { CmlVersion } from '../../server/contracts/commerceml/model.ts'
import { callRecorded } from '../../server/http/call-recorded.ts'
import { basicAuthorization, type FilePart, type Sent } from '../../server/journal/transport.ts'
import { requestUrl, scriptOf } from './address.ts'
import { RunStopped, StepFailed, type RunContext } from './context.ts'
import { decodeAgain, decodeAnswer } from './decode.ts'

/** One session of 1C with a site: checkauth, and every request that its cookie belongs to (commerceml sections 2, 3). */

export interface SessionRequest {
  mode: string
  /** Name on the site. */
  filename?: string | undefined
  body?: FilePart | undefined
  /** Bytes of the whole file, and in how many parts it goes. */
  total?: number
  parts?: number
  /** `&timestamp=…` */
  extra?: string
}

export interface Session {
  readonly ways: ReactionWays
  readonly pass: CmlPass
  /**
   * One request and what 1C makes of the answer.
   * @throws RunStopped when a person stopped the run
   */
  ask(
    request: SessionRequest,
    react: (heard: Heard) => Reaction,
  ): Promise<{ heard: Heard; reaction: Reaction }>
  /** @throws StepFailed when 1C stops here */
  must(request: SessionRequest, react: (heard: Heard) => Reaction): Promise<Heard>
  /** The journal entry of the last request of a mode; `null` when there was none. */
  lastEntry(mode: string): number | null
  /** `mode=init`. @throws StepFailed */
  init(): Promise<CmlInit>
}

const NO_BYTES = new Uint8Array()

/** Failures of a body that broke off: УНФ asks once more (section 3.5). */
const brokenOff = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'])

/**
 * Lines 2 and 3 as they are. What a header cannot carry is percent-encoded: HTTP libraries refuse a CR, and the site loses the
 * session as it would with the raw byte.
 */
const cookieText = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f]|[^\u0000-\u00ff]/g, (character) => encodeURIComponent(character))

/**
 * Opens a session: checkauth with Basic.
 * @param schema version of the schema that is written
 * @throws StepFailed when 1C stops at it, RunStopped
 */
export async function openSession(
  context: RunContext,
  type: 'catalog' | 'sale',
  portion: number,
  schema: CmlVersion,
): Promise<Session> {
  const { deps, node, profile, record, faults, signal } = context
  const { address, user, password } = await deps.endpoint(node)
  const script = scriptOf(address)
  const ways: ReactionWays = { ...profile.ways, strict: node.strict }
  let pass: CmlPass | null = null
  const entries = new Map<string, number>()

  /** The token, as this client passes it on (section 2.7). */
  function tokenOf(): string {
    if (!pass || pass.token === '' || profile.sessid === 'never') return ''
    if (profile.sessid === 'setting' && !node.useSessid) return ''
    if (faults.use('F3')) return ''
    if (profile.sessid === 'line') return pass.token.startsWith('sessid=') ? `&${pass.token}` : ''
    return `&sessid=${pass.token.replace(/^sessid=/, '')}`
  }

  function headersOf(): [string, string][] {
    const headers: [string, string][] = [
      ['User-Agent', '1C+Enterprise/8.3'],
      ['Accept', '*/*'],
      ['Authorization', basicAuthorization({ user, password })],
    ]
    if (pass) headers.push(['Cookie', cookieText(`${pass.cookieName}=${pass.cookieValue}`)])
    return headers
  }

  function textOf(sent: Sent, mode: string): string {
    const { answer } = sent
    if (!answer) return ''
    const reading = faults.use('F5') ? 'ansi' : profile.reading
    const text = decodeAnswer(answer.bytes, answer.contentType, { reading, strict: node.strict })
    return profile.decodesAgain && mode === 'query' ? decodeAgain(text, answer.bytes) : text
  }

  async function send(request: SessionRequest): Promise<{ sent: Sent; entry: number; url: string }> {
    const { mode, filename, body, extra = '' } = request
    const url = requestUrl(script, { type, mode, filename, extra: `${tokenOf()}${extra}` })
    const { sent, entry } = await callRecorded(deps, {
      from: 'onec',
      to: 'site',
      operation: cmlOperation(type, mode),
      request: {
        method: methodOf(request),
        url,
        headers: headersOf(),
        body: body && body.end > body.start ? body : NO_BYTES,
      },
      subject: node.id,
      timeoutMs: node.timeoutMs ?? profile.timeoutMs,
      signal,
    })
    return { sent, entry, url }
  }

  const methodOf = ({ mode }: SessionRequest): 'GET' | 'POST' =>
    mode === 'file' || node.allPost ? 'POST' : 'GET'

  async function ask(request: SessionRequest, react: (heard: Heard) => Reaction) {
    if (signal.aborted) throw new RunStopped()
    const { mode, filename = null, body, total = 0, parts = 1, extra = '' } = request
    const step = record.begin({
      type,
      mode,
      portion,
      method: methodOf(request),
      url: requestUrl(script, { type, mode, filename: request.filename, extra }),
      file: filename,
      sent: body ? body.end - body.start : 0,
      offset: body?.start ?? 0,
      total,
      parts,
    })
    let { sent, entry, url } = await send(request)
    if (profile.repeatsBroken && sent.failure && brokenOff.has(sent.failure.code) && !signal.aborted) {
      record.log('warning', `Соединение прервано (${sent.failure.message}), запрос повторяется.`)
      ;({ sent, entry, url } = await send(request))
    }
    step.url = url
    entries.set(mode, entry)
    const text = textOf(sent, mode)
    const heard: Heard = {
      status: sent.answer?.status ?? null,
      text,
      failure: sent.failure?.message ?? null,
    }
    const reaction = react(heard)
    record.answered(step, {
      durationMs: Math.round(sent.durationMs),
      status: heard.status,
      received: sent.answer?.bytes.length ?? 0,
      text,
      entry,
      reaction: signal.aborted ? { ...reaction, log: [] } : reaction,
    })
    if (signal.aborted) throw new RunStopped()
    return { heard, reaction }
  }

  async function must(request: SessionRequest, react: (heard: Heard) => Reaction): Promise<Heard> {
    const { heard, reaction } = await ask(request, react)
    if (reaction.next === 'fail') throw new StepFailed(`${type}/${request.mode}`)
    return heard
  }

  await must({ mode: 'checkauth' }, (heard) => {
    const heeded = onCheckauth(heard, ways)
    pass = heeded.pass
    return heeded.reaction
  })

  return {
    ways,
    pass: pass!,
    ask,
    must,
    lastEntry: (mode) => entries.get(mode) ?? null,
    async init() {
      const asked = type === 'catalog' ? profile.initCatalog : profile.initSale
      const heard = await must(
        { mode: 'init', extra: asked.replace('{version}', schema) },
        (heard) => onInit(heard, ways).reaction,
      )
      return onInit(heard, ways).init ?? parseInit({ status: '', lines: [], details: '' })
    },
  }
}

/** A request on which nothing depends. */
export const askAside = (session: Session, request: SessionRequest) =>
  session.ask(request, (heard) => onAside(heard, session.ways))
