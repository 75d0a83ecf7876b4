import { randomUUID } from 'node:crypto'
import type { Bench } from '../bench.ts'
import type { Operation } from '../contracts/operation.ts'
import { judgeAnswer } from '../journal/judge.ts'
import { draftOf } from '../journal/sent.ts'
import { basicAuthorization, send } from '../journal/transport.ts'
import type { WireRequest } from '../journal/transport.ts'
import type { KsupParts } from '../ksup/service.ts'
import { builtCatalogueWorker } from '../defaults.ts'

/** Options that every subcommand of `obmen exchange ksup` has. */
export interface SideOptions {
  workspace?: string
  /** Address of a real integration server, up to and without `/api/ksup/v1`. */
  server?: string
  /** Publication of a real 1C, up to and without `/hs/ksup`. */
  onec?: string
  user?: string
  password?: string
}

/** A side that is called: the bench's own, or a real one. */
export interface Peer {
  address: string
  user: string
  password: string | null
  /** The bench records what its own sides are asked, so the caller does not. */
  own: boolean
}

/** Starts a bench in this process and ends it after the work; the exit code tells how it went. */
export async function withBench(
  { workspace = undefined }: SideOptions,
  engineDir: string,
  work: (bench: Bench) => Promise<boolean>,
): Promise<void> {
  const { startBench } = await import('../bench.ts')
  const bench = await startBench({
    workspace: workspace ?? null,
    port: 0,
    catalogueWorker: builtCatalogueWorker(engineDir),
  })
  try {
    process.exitCode = (await work(bench)) ? 0 : 1
  } finally {
    await bench.stop()
  }
}

/** The integration server that 1C of the workspace sends to, or the one of the command line. */
export const serverOf = ({ parts }: Bench, options: SideOptions): Promise<Peer> =>
  peerOf(parts.ksup, 'server', realPeer(options.server, options))

/** The service of 1C that the server of the workspace asks, or the one of the command line. */
export const onecOf = ({ parts }: Bench, options: SideOptions): Promise<Peer> =>
  peerOf(parts.ksup, 'onec', realPeer(options.onec, options))

async function peerOf(ksup: KsupParts, block: 'server' | 'onec', given: Peer | null): Promise<Peer> {
  return given ?? { ...(await ksup.endpoint(block)), own: ksup.settings()[block].mode === 'simulated' }
}

function realPeer(address: string | undefined, { user, password }: SideOptions): Peer | null {
  if (address === undefined) return null
  return {
    address: address.replace(/\/+$/, ''),
    user: user ?? 'obmen',
    password: password ?? null,
    own: false,
  }
}

/** A message as bytes: what a person has in a file travels as it is. */
export interface Letter {
  operation: Operation & { timeLimitMs: number }
  bytes: Uint8Array
  contentType: string
  /** `meta.message_id`, `null` for a message that has none. */
  id: string | null
}

/** What came back. */
export interface Told {
  ok: boolean
  status: number | null
  code: string | null
  /** The reason of a failure. */
  message: string | null
  /** A successful answer that was understood, `null` otherwise. */
  value: unknown
  /** The body of the answer as it came. */
  text: string
  durationMs: number
}

/** Sends one message once and records it. What the other side or the network does is a result, never an error. */
export async function tell({ parts }: Bench, peer: Peer, letter: Letter): Promise<Told> {
  const { operation, bytes, contentType, id } = letter
  const { user, password } = peer
  const headers: [string, string][] = [
    ['User-Agent', 'Obmen'],
    ['Accept', 'application/json'],
    ['X-Request-Id', randomUUID()],
    ['Content-Type', contentType],
    ...(password === null
      ? []
      : [['Authorization', basicAuthorization({ user, password })] satisfies [string, string]]),
    ...(id === null ? [] : [['Idempotency-Key', id] satisfies [string, string]]),
  ]
  const request: WireRequest = { method: 'POST', url: peer.address + operation.path, headers, body: bytes }
  const sent = await send(request, { clock: parts.clock, timeoutMs: operation.timeLimitMs })
  const { answer, failure, durationMs } = sent
  const judgement = answer && judgeAnswer(operation, answer, 'lenient')
  if (!peer.own || failure) {
    const { caller: from, callee: to } = operation
    await parts.journal.record(draftOf({ from, to, operation, request, sent, judgement, subject: null }))
  }
  if (failure) {
    const { code, message } = failure
    return { ok: false, status: null, code, message, value: null, text: '', durationMs }
  }
  const { kind, value, code, problem, findings } = judgement!
  const fault = findings.find(({ severity }) => severity === 'error')?.message.ru
  const reason = problem?.['detail'] ?? problem?.['title'] ?? fault
  return {
    ok: kind === 'message',
    status: answer.status,
    code,
    message: typeof reason === 'string' ? reason : null,
    value,
    text: Buffer.from(answer.bytes).toString('utf8'),
    durationMs,
  }
}
