import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { linkPath, type Called } from '../http/link-paths.ts'
import { recogniseEntry } from '../journal/recognise-entry.ts'
import { ENTRY_HEADER, entryHeader } from '../journal/transport.ts'
import type { Bodies } from '../storage/bodies.ts'
import type { Clock } from '../storage/clock.ts'
import { peerOf, type Agents } from './agents.ts'
import { createBodyCopy, type BodyCopy, type Copied } from './body-copy.ts'
import { faults, notes, type WireFault, type WireNote } from './faults.ts'
import { forward, type Forwarded, type Patience } from './forward.ts'
import { headerIn, pairsOf, playedHeaders } from './headers.ts'
import { targetOf } from './links.ts'
import type { Playback, Recorded } from './playback.ts'
import { readRequest, type Readers } from './reading.ts'
import { askedOf, type Asked, type Told } from './record.ts'
import type { Recordings } from './recordings.ts'
import { refusalOf, sendRefusal, type Refused } from './refuse.ts'
import type { Link } from './side-links.ts'

export interface ServingDeps extends Readers {
  bodies: Bodies
  clock: Clock
  agents: Agents
  patience: Patience
  playback: Playback
  recordings: Pick<Recordings, 'nearest'>
  /** Id of this running bench, the first half of `X-Obmen-Entry`. */
  instance: string
  /** Records an exchange. Never rejects: an exchange that could not be recorded has no number. */
  record(asked: Asked, requestCopy: Promise<Copied>, told: Told): Promise<number | null>
  /** Receives failures of the recordings: the exchange itself goes on. */
  log(error: unknown): void
}

/** One request on its way. */
interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  asked: Asked
  started: number
  copy: BodyCopy
  /** The copy once the request has brought all it brings. */
  copied(): Promise<Copied>
}

/** Headers that only the bench is told when it is the caller. */
type Marks = readonly [string, string][]

const notSeen: Told['connection'] = {
  reused: null,
  tls: null,
  timing: { dns: null, connect: null, tls: null, send: null, wait: null, receive: null },
}

const NOTHING: Copied = { body: new Uint8Array(), kept: null }

/** A value that no header can be written with: 1C cuts a long `Authorization` into lines. */
const UNWRITABLE = /[\x00-\x08\x0a-\x1f\x7f]/

/** Takes one request to the real side or to its recordings, answers it and has it recorded. */
export function createServing(deps: ServingDeps) {
  const { bodies, clock, agents, patience, playback, recordings, instance, record, log } = deps

  /**
   * Answers and records. The bytes of others do not wait for the journal; the bench itself waits, since its answer names the
   * entry under which the exchange stands already.
   * @param answer sends what is to be sent; `null` when the caller has it
   */
  async function settle(
    { asked }: Exchange,
    requestCopy: Promise<Copied>,
    told: Told,
    answer: ((marks: Marks) => unknown) | null,
  ): Promise<void> {
    if (!asked.own) {
      answer?.([])
      void record(asked, requestCopy, told)
      return
    }
    const entry = await record(asked, requestCopy, told)
    await answer?.(entry === null ? [] : [[ENTRY_HEADER, entryHeader(instance, entry)]])
  }

  /** What is said of the proxy's own word, when the real side has none. */
  function toldRefusal(
    { started }: Exchange,
    refused: Refused | null,
    fault: WireFault | null,
    seen: Pick<Forwarded, 'notes'> & Told['connection'],
  ): Told {
    const { reused, tls, timing } = seen
    return {
      status: refused?.status ?? null,
      headers: refused?.headers ?? [],
      body: refused ? { body: refused.body, kept: null } : NOTHING,
      by: refused ? 'proxy' : 'nobody',
      fault,
      notes: seen.notes,
      durationMs: performance.now() - started,
      connection: { reused, tls, timing },
      repeats: null,
    }
  }

  async function pass(exchange: Exchange): Promise<void> {
    const { request, response, asked, started, copy } = exchange
    const { link, own } = asked
    const seen = await forward({
      request,
      response,
      target: targetOf(link, asked.rest),
      insecure: link.insecure,
      agents,
      patience,
      deliver: !own,
      requestCopy: copy,
      responseCopy: (coding) => createBodyCopy(bodies, asked.method === 'HEAD' ? null : coding),
    })
    const durationMs = performance.now() - started
    const { head, fault, responseCopy, reused, tls, timing } = seen
    // The bench that gave up on its own call has written down why.
    if (own && response.destroyed) return void (await Promise.all([copy.abort(), responseCopy?.abort()]))
    if (head) {
      const body = await responseCopy!.end()
      const told: Told = {
        status: head.status,
        headers: pairsOf(head.rawHeaders),
        body,
        by: 'real',
        fault,
        notes: seen.notes,
        durationMs,
        connection: { reused, tls, timing },
        repeats: null,
      }
      const answer = (marks: Marks) =>
        fault
          ? sendRefusal(request, response, refusalOf(fault), marks)
          : sendWhole(response, head.status, playedHeaders(head.rawHeaders, body.kept !== null), body, marks)
      return settle(exchange, exchange.copied(), told, own ? answer : null)
    }
    const isHere = !response.destroyed && response.writable
    if (isHere && link.mode === 'fallback' && (await play(exchange, { ...seen, fault }))) return
    const refused = isHere && fault ? refusalOf(fault) : null
    return settle(
      exchange,
      exchange.copied(),
      toldRefusal(exchange, refused, fault, seen),
      refused && ((marks) => sendRefusal(request, response, refused, marks)),
    )
  }

  /** Sends an answer that has come whole. */
  async function sendWhole(
    response: ServerResponse,
    status: number,
    headers: readonly string[],
    { body }: Pick<Copied, 'body'>,
    marks: Marks,
  ): Promise<void> {
    const inMemory = body instanceof Uint8Array
    const length = inMemory ? body.length : body.bytes
    const framing = status === 204 || status === 304 ? [] : ['Content-Length', String(length)]
    // The real side may be a bench too, and name an entry of its own.
    const its = pairsOf(headers).filter(([name]) => name.toLowerCase() !== ENTRY_HEADER.toLowerCase())
    response.sendDate = false
    response.writeHead(status, [...its.flat(), ...framing, ...marks.flat()])
    if (inMemory) return void response.end(body)
    await pipeline(bodies.stream(body.sha256), response).catch(log)
  }

  /**
   * Answers out of recordings.
   * @param seen what became of the attempt to reach the real side; `null` without one
   * @returns `false` when nothing was recorded and nothing was sent
   */
  async function play(exchange: Exchange, seen: Forwarded | null): Promise<boolean> {
    const { request, response, asked } = exchange
    const copied = await exchange.copied()
    const contentType = headerIn(asked.rawHeaders, 'content-type') ?? ''
    const body = { body: copied.body, contentType, coded: copied.kept !== null }
    const read = asked.recognised && (await readRequest(asked.recognised, body, deps))
    const { question, body: digest } = askedOf(asked, copied.body, read?.value ?? null)
    const found = await playback.next(asked.link.id, question, digest)
    if (found) {
      await playFound(exchange, copied, found, seen)
      return true
    }
    if (seen) return false
    const problem = await notRecorded(asked)
    const refused = refusalOf(problem)
    const said: WireNote = { code: problem.code, message: problem.message }
    await settle(
      exchange,
      Promise.resolve(copied),
      toldRefusal(exchange, refused, null, { ...notSeen, notes: [said] }),
      (marks) => sendRefusal(request, response, refused, marks),
    )
    return true
  }

  async function playFound(
    exchange: Exchange,
    copied: Copied,
    found: Recorded,
    seen: Forwarded | null,
  ): Promise<void> {
    const { request, response, asked, started } = exchange
    let failure: WireFault | null = null
    const failed = (error: unknown): null => {
      log(error)
      failure = { status: 502, ...notes.playFailed(found.entry) }
      return null
    }
    const played = asked.own
      ? await playback.whole(found, asked.method).catch(failed)
      : await playback.play(found, response, asked.method).catch((error: unknown) => {
          response.destroy()
          return failed(error)
        })
    const told: Told = {
      status: found.status,
      headers: played?.headers ?? [],
      body: { body: played?.body ?? NOTHING.body, kept: null },
      by: 'recording',
      fault: failure,
      notes: [...(seen?.fault ? [seen.fault] : []), notes.played(found.entry)].map(({ code, message }) => ({
        code,
        message,
      })),
      durationMs: performance.now() - started,
      connection: notSeen,
      repeats: found.entry,
    }
    const answer = (marks: Marks) =>
      played
        ? sendWhole(response, played.status, played.headers.flat(), played, marks)
        : sendRefusal(request, response, refusalOf(failure!), marks)
    await settle(exchange, Promise.resolve(copied), told, asked.own ? answer : null)
  }

  async function notRecorded({ link, method, rest }: Asked) {
    const nearest = await recordings.nearest(link.id, method, rest)
    const names = nearest.map((one) => `${one.method} ${one.path}`)
    return {
      status: 404,
      code: 'PROXY-NOT-RECORDED',
      message: {
        ru: `На такой запрос записанного ответа нет.${names.length > 0 ? ` Ближайшие записи: ${names.join('; ')}.` : ' Записей у связи нет: сначала пропустите обмен через прокси.'}`,
        en: `No answer to this request was recorded.${names.length > 0 ? ` Nearest: ${names.join('; ')}.` : ' The link has no recordings: let an exchange go through the proxy first.'}`,
      },
      members: {
        nearest: nearest.map(({ entry, ...one }) => ({ entry, method: one.method, path: one.path })),
      },
    }
  }

  return async function serve(
    request: IncomingMessage,
    response: ServerResponse,
    link: Link,
    { own, rest }: Called,
  ): Promise<void> {
    const { method = 'GET', rawHeaders, httpVersion } = request
    const target = targetOf(link, rest)
    const copy = createBodyCopy(bodies, headerIn(rawHeaders, 'content-encoding'))
    let copied: Promise<Copied> | null = null
    const exchange: Exchange = {
      request,
      response,
      started: performance.now(),
      asked: {
        at: clock(),
        link,
        own,
        method,
        path: linkPath(link.id) + rest,
        rest,
        realPath: target.path,
        url: target.url,
        rawHeaders,
        httpVersion,
        remote: peerOf(request.socket),
        recognised: recogniseEntry(method, target.path),
      },
      copy,
      // What comes after the real side has failed belongs to the record too.
      copied: () => (copied ??= bodyOver(request, patience.body).then(() => copy.end())),
    }
    if (rawHeaders.some((text) => UNWRITABLE.test(text))) {
      const fault = faults.brokenHead('CR LF')
      const refused = refusalOf(fault)
      const told = toldRefusal(exchange, refused, fault, { ...notSeen, notes: [] })
      return settle(exchange, exchange.copied(), told, (marks) =>
        sendRefusal(request, response, refused, marks),
      )
    }
    if (link.mode !== 'playback') return pass(exchange)
    if (request.headers.expect !== undefined) response.writeContinue()
    request.on('data', (chunk: Buffer) => {
      const taken = copy.write(chunk)
      if (!taken) return
      request.pause()
      void taken.then(() => request.resume())
    })
    await play(exchange, null)
  }
}

/** Resolves when the request has brought all it brings, or has been silent for too long. */
function bodyOver(request: IncomingMessage, patienceMs: number): Promise<void> {
  const { socket } = request
  if (request.readableEnded || request.destroyed || socket.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(over, patienceMs)
    const moved = (): void => void timer.refresh()
    function over(): void {
      clearTimeout(timer)
      request.off('data', moved)
      socket.off('close', over)
      resolve()
    }
    request.once('end', over).once('close', over).on('data', moved)
    // A request that has its answer is not told any more that its connection is gone.
    socket.once('close', over)
  })
}
