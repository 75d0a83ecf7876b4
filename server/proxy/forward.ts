import {
  request as plainRequest,
  type ClientRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { request as secureRequest } from 'node:https'
import type { Socket } from 'node:net'
import type { ConnectionFacts } from '../journal/model.ts'
import type { Agents } from './agents.ts'
import type { BodyCopy } from './body-copy.ts'
import { faultOf, faults, notes, type WireFault, type WireNote } from './faults.ts'
import { answerHeaders, headerIn, requestHeaders } from './headers.ts'
import { relayInformation } from './information.ts'
import type { Target } from './links.ts'
import { pump, type Pump } from './pump.ts'
import { createStopwatch } from './stopwatch.ts'
import { tlsFacts } from './tls-facts.ts'

/** How long silence is borne, ms. */
export interface Patience {
  /** Until the connection, TLS included, is there. */
  connect: number
  /** From the last byte of the request to the first of the answer: a site imports a file for minutes. */
  answer: number
  /** From the first byte of the answer head to its last. */
  head: number
  /** Inside a body, of either end. */
  body: number
}

export const usualPatience: Patience = { connect: 15_000, answer: 900_000, head: 60_000, body: 180_000 }

export interface ForwardOptions {
  request: IncomingMessage
  response: ServerResponse
  target: Target
  insecure: boolean
  agents: Agents
  patience: Patience
  /** Whether the answer goes to the caller as it comes. Otherwise it is only copied, and whoever asked for that sends it. */
  deliver: boolean
  requestCopy: BodyCopy
  /** Called with `Content-Encoding` of the answer when its head has come. */
  responseCopy(coding: string | null): BodyCopy
}

export interface AnswerHead {
  status: number
  reason: string
  rawHeaders: string[]
}

/** What was seen of one exchange. */
export interface Forwarded {
  /** `null`: no answer head came, and nothing was sent to the caller. */
  head: AnswerHead | null
  responseCopy: BodyCopy | null
  /** What ended the exchange before its time. */
  fault: WireFault | null
  notes: WireNote[]
  timing: ConnectionFacts['timing']
  tls: ConnectionFacts['tls']
  reused: boolean | null
}

const repeatable = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

const numberOf = (text: string | null): number | null =>
  text !== null && /^\d+$/.test(text) ? Number(text) : null

/**
 * Passes one exchange through: bytes go both ways as they come. When the answer head has gone out and the rest fails, the
 * caller's connection is destroyed, so that it sees the same truncation. Never rejects: what goes wrong is a result.
 */
export function forward(options: ForwardOptions): Promise<Forwarded> {
  const { request, response, target, insecure, agents, patience, deliver, requestCopy } = options
  const method = request.method ?? 'GET'
  const form = requestHeaders(method, request.rawHeaders, target)
  const watch = createStopwatch()
  const seen: Forwarded = {
    head: null,
    responseCopy: null,
    fault: null,
    notes: [],
    timing: watch.timing(),
    tls: null,
    reused: null,
  }

  return new Promise((resolve) => {
    let outgoing: ClientRequest
    let incoming: IncomingMessage | null = null
    let up: Pump | null = null
    let down: Pump | null = null
    let connected = false
    let bytesBefore = 0
    let settled = false
    let timer: NodeJS.Timeout | undefined
    let retried = false

    const wait = (ms: number, fault: () => WireFault): void => {
      clearTimeout(timer)
      timer = setTimeout(() => fail(fault()), ms)
    }
    const moved = (): void => void timer?.refresh()

    function finish(): void {
      if (settled) return
      settled = true
      clearTimeout(timer)
      response.off('close', onCallerGone)
      seen.timing = watch.timing()
      resolve(seen)
    }

    function fail(fault: WireFault): void {
      if (settled) return
      seen.fault = fault
      // What came before the fault reaches the caller, as it would have without a proxy.
      while (incoming && incoming.read() !== null);
      outgoing.destroy()
      up?.detach()
      if (seen.head && deliver) cutCaller(response, headerIn(seen.head.rawHeaders, 'content-length') === null)
      finish()
    }

    function onCallerGone(): void {
      if (settled) return
      const wanted = numberOf(headerIn(request.rawHeaders, 'content-length'))
      fail(
        request.complete
          ? faults.callerGone(seen.head !== null)
          : faults.requestCut(requestCopy.bytes(), wanted),
      )
    }

    /** Which end a silent body waits for. */
    const silentRequest = (): WireFault =>
      up?.held() === 'receiver' ? faults.sendTimeout(patience.body) : faults.callerSlow(patience.body)
    const silentAnswer = (): WireFault =>
      down?.held() === 'receiver' ? faults.callerStalled(patience.body) : faults.bodyTimeout(patience.body)

    function onSocket(socket: Socket): void {
      seen.reused = outgoing.reusedSocket
      bytesBefore = socket.bytesRead
      watch.watch(outgoing, socket)
      const ready = (): void => {
        connected = true
        seen.tls = tlsFacts(socket)
        awaitNext()
      }
      if (!socket.connecting) ready()
      else socket.once(target.protocol === 'https:' ? 'secureConnect' : 'connect', ready)
      socket.once('data', onFirstBytes)
      outgoing.once('close', () => socket.off('data', onFirstBytes))
    }

    function onFirstBytes(): void {
      watch.heard()
      if (!seen.head) wait(patience.head, () => faults.headTimeout(patience.head))
    }

    /** The request is on its way, or already waits for its answer. */
    function awaitNext(): void {
      if (seen.head) return
      if (form.hasBody && !request.readableEnded) wait(patience.body, silentRequest)
      else wait(patience.answer, () => faults.answerTimeout(patience.answer))
    }

    function onAnswer(answer: IncomingMessage): void {
      watch.heard()
      incoming = answer
      const { statusCode: status = 502, statusMessage: reason = '', rawHeaders } = answer
      seen.head = { status, reason, rawHeaders }
      const location = headerIn(rawHeaders, 'location')
      if (location !== null && URL.canParse(location)) seen.notes.push(notes.around(location))
      if (!request.complete) seen.notes.push(notes.early())
      if (deliver) writeAnswerHead(request, response, seen.head)
      const copy = options.responseCopy(headerIn(rawHeaders, 'content-encoding'))
      seen.responseCopy = copy
      wait(patience.body, silentAnswer)
      down = pump(answer, deliver ? response : null, copy, moved)
      answer.once('end', () => {
        if (!deliver) return finish()
        if (answer.rawTrailers.length > 0 && response.chunkedEncoding)
          response.addTrailers(pairsOfTrailers(answer.rawTrailers))
        response.end(finish)
      })
      answer.once('error', () => answer.complete || fail(bodyCut()))
      answer.once('close', () => answer.complete || fail(bodyCut()))
    }

    const bodyCut = (): WireFault =>
      faults.bodyCut(
        seen.responseCopy?.bytes() ?? 0,
        numberOf(headerIn(seen.head?.rawHeaders ?? [], 'content-length')),
      )

    function onError(error: NodeJS.ErrnoException): void {
      if (settled) return
      if (incoming?.complete) {
        // The answer is whole: what the connection does now is worth a note at most.
        if (error.code?.startsWith('HPE_')) seen.notes.push(notes.extra())
        up?.detach()
        return
      }
      if (seen.head) return fail(error.code?.startsWith('HPE_') ? faults.malformed(error.message) : bodyCut())
      const bytes = (outgoing.socket?.bytesRead ?? 0) > bytesBefore
      // RFC 9110 §9.2.2: only what changes nothing may be sent twice by somebody who did not write it.
      if (outgoing.reusedSocket && !bytes && !retried && !form.hasBody && repeatable.has(method)) {
        retried = true
        connected = false
        seen.notes.push(notes.again())
        return start(false)
      }
      fail(faultOf(error, target.authority, { connected, bytes }))
    }

    function start(kept: boolean): void {
      const send = target.protocol === 'https:' ? secureRequest : plainRequest
      wait(patience.connect, () => faults.connectTimeout(target.authority, patience.connect))
      outgoing = send({
        agent: kept ? agents.of(target.protocol) : false,
        host: target.host,
        port: target.port,
        method,
        path: target.path,
        headers: form.headers,
        setHost: false,
        ...(insecure ? { rejectUnauthorized: false } : {}),
      })
      outgoing.on('socket', onSocket).on('response', onAnswer).on('error', onError)
      outgoing.on('information', (head) => relayInformation(head, response))
      outgoing.once('finish', () => {
        watch.sent()
        if (connected) awaitNext()
      })
      if (!form.hasBody) return void outgoing.end()
      up = pump(request, outgoing, requestCopy, moved)
      request.once('end', () => {
        if (request.rawTrailers.length > 0) outgoing.addTrailers(pairsOfTrailers(request.rawTrailers))
        if (!outgoing.destroyed) outgoing.end()
      })
      // A body that is late must not hold up the head: the real side may answer by that alone.
      setImmediate(() => outgoing.destroyed || outgoing.flushHeaders())
    }

    response.once('close', onCallerGone)
    start(true)
  })
}

function writeAnswerHead(
  { httpVersion }: IncomingMessage,
  response: ServerResponse,
  { status, reason, rawHeaders }: AnswerHead,
): void {
  response.sendDate = false
  // A body that ends with the connection stays one: the caller sees the same.
  if (headerIn(rawHeaders, 'content-length') === null && headerIn(rawHeaders, 'transfer-encoding') === null)
    response.useChunkedEncodingByDefault = false
  response.writeHead(status, reason, answerHeaders(rawHeaders, httpVersion === '1.0'))
}

const pairsOfTrailers = (raw: readonly string[]): [string, string][] =>
  Array.from({ length: raw.length / 2 }, (_, i): [string, string] => [raw[2 * i]!, raw[2 * i + 1]!])

/**
 * Ends the caller's connection so that it can tell that something is missing. What has come before goes out first; only a
 * body that ends with the connection needs a reset, for its ordinary end would look like the whole.
 */
function cutCaller(response: ServerResponse, endless: boolean): void {
  const { socket } = response
  if (!socket || socket.destroyed) return
  response.flushHeaders()
  if (endless && !response.chunkedEncoding) socket.resetAndDestroy()
  else socket.destroySoon()
}
