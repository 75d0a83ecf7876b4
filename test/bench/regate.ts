import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { loaded, type Round } from './load.ts'
import {
  answerOf,
  connectionCounts,
  pathOf,
  planOf,
  prepare,
  regateRequestNames,
  type ConnectionCount,
  type RegateRequest,
} from './regate-load.ts'
import { startServer, type ServerProcess } from './server-process.ts'
import { median } from './statistics.ts'

export interface RegateOptions {
  /** An empty folder for the workspace. */
  folder: string
  rounds: number
  seconds: number
  warmupSeconds: number
  /** Folder for a CPU profile of the server. */
  profiles?: string | undefined
  say(line: string): void
}

const sides = ['regate', 'koa'] as const
type Side = (typeof sides)[number]
type Figures = Record<'perSecond' | 'p50' | 'p95' | 'p99' | 'cpu', number>

export interface RegateFigures {
  request: RegateRequest
  connections: ConnectionCount
  answerBytes: number
  /** Medians over the rounds. */
  regate: Figures
  koa: Figures
  /** ReGate as a part of bare Koa, taken inside each round before its median. */
  ofKoa: Figures
  /** p99 as a multiple of p50, taken inside each round before its median. */
  tail: Record<Side, number>
  rounds: Record<Side, Round[]>
}

export interface RegateReport {
  figures: RegateFigures[]
  /** Bytes of ReGate's process over the whole run. */
  peakMemory: number
}

/** ReGate with its journal and its checks beside bare Koa that answers the same bytes: in turns, round by round. */
export async function regateThroughput(options: RegateOptions): Promise<RegateReport> {
  const folder = join(options.folder, 'regate')
  await mkdir(folder)
  const servers: ServerProcess[] = []
  const start = async (task: Parameters<typeof startServer>[0]) => {
    const server = await startServer(task, options.profiles)
    servers.push(server)
    return server
  }
  try {
    const regate = await start({ variant: 'regate', folder })
    const items = await prepare(regate)
    const bodies: Record<string, Uint8Array> = {}
    for (const request of regateRequestNames) bodies[pathOf[request]] = await answerOf(regate, request, items)
    const koa = await start({ variant: 'regate-koa', bodies })
    for (const request of regateRequestNames)
      assert.deepEqual(await answerOf(koa, request, items), bodies[pathOf[request]])

    const before = await regate.stored()
    const figures: RegateFigures[] = []
    for (const request of regateRequestNames)
      for (const connections of connectionCounts) {
        const rounds = await measure({ regate, koa }, request, connections, items, options)
        figures.push({
          request,
          connections,
          answerBytes: bodies[pathOf[request]]!.length,
          ...figuresOf(rounds),
        })
      }
    checkStored(figures, before, await regate.stored())
    return { figures, peakMemory: (await regate.usage()).peakMemory }
  } finally {
    for (const server of servers) await server.stop()
  }
}

async function measure(
  servers: Record<Side, ServerProcess>,
  request: RegateRequest,
  connections: ConnectionCount,
  items: readonly string[],
  { rounds: count, seconds, warmupSeconds, say }: RegateOptions,
): Promise<Record<Side, Round[]>> {
  const rounds: Record<Side, Round[]> = { regate: [], koa: [] }
  const round = (side: Side, length: number) =>
    loaded(planOf(servers[side], request, connections, items), length)
  for (const side of sides) await round(side, warmupSeconds)
  for (let number = 1; number <= count; number += 1)
    for (const side of sides) {
      const one = await round(side, seconds)
      rounds[side].push(one)
      const figures = `${Math.round(one.perSecond)}/s, p50 ${one.p50.toFixed(1)} ms, p99 ${one.p99.toFixed(1)} ms, CPU ${one.cpu.toFixed(3)} ms`
      say(`${request} ${connections} connections ${number}/${count} ${side}: ${figures}`)
    }
  return rounds
}

function figuresOf(
  rounds: Record<Side, Round[]>,
): Pick<RegateFigures, 'regate' | 'koa' | 'ofKoa' | 'tail' | 'rounds'> {
  const medians = (of: (measure: keyof Figures) => number[]): Figures => ({
    perSecond: median(of('perSecond')),
    p50: median(of('p50')),
    p95: median(of('p95')),
    p99: median(of('p99')),
    cpu: median(of('cpu')),
  })
  const own = (side: Side) => medians((measure) => rounds[side].map((one) => one[measure]))
  const tail = (side: Side) => median(rounds[side].map(({ p50, p99 }) => p99 / p50))
  return {
    regate: own('regate'),
    koa: own('koa'),
    ofKoa: medians((measure) => rounds.regate.map((one, i) => one[measure] / rounds.koa[i]![measure])),
    tail: { regate: tail('regate'), koa: tail('koa') },
    rounds,
  }
}

type StoredCounts = Awaited<ReturnType<ServerProcess['stored']>>

/**
 * Figures of a server that did not do its work are worth nothing.
 * @throws Error when fewer orders or entries are stored than requests were answered
 */
function checkStored(figures: readonly RegateFigures[], before: StoredCounts, after: StoredCounts): void {
  const answered = (counted: readonly RegateFigures[]) =>
    counted.flatMap(({ rounds }) => rounds.regate).reduce((sum, one) => sum + one.answered, 0)
  const orders = answered(figures.filter(({ request }) => request === 'booking'))
  if (after.versions - before.versions < orders)
    throw new Error(`${after.versions - before.versions} orders stored, ${orders} were answered`)
  if (after.entries - before.entries < answered(figures) || after.valid < after.entries)
    throw new Error(
      `The journal has ${after.entries} entries, ${after.valid} of them valid: not what was answered`,
    )
}
