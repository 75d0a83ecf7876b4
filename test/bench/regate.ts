import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  answered,
  besideKoa,
  checkStored,
  type BesideKoa,
  type BesideKoaOptions,
  type Side,
} from './beside-koa.ts'
import { loaded } from './load.ts'
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

export interface RegateFigures extends BesideKoa {
  request: RegateRequest
  connections: ConnectionCount
  answerBytes: number
}

export interface RegateReport {
  figures: RegateFigures[]
  /** Bytes of ReGate's process over the whole run. */
  peakMemory: number
}

/** ReGate with its journal and its checks beside bare Koa that answers the same bytes: in turns, round by round. */
export async function regateThroughput(options: BesideKoaOptions): Promise<RegateReport> {
  const folder = join(options.folder, 'regate')
  await mkdir(folder)
  const servers: ServerProcess[] = []
  const start = async (task: Parameters<typeof startServer>[0]) => {
    const server = await startServer(task, options.profiles)
    servers.push(server)
    return server
  }
  try {
    const own = await start({ variant: 'regate', folder })
    const items = await prepare(own)
    const bodies: Record<string, Uint8Array> = {}
    for (const request of regateRequestNames) bodies[pathOf[request]] = await answerOf(own, request, items)
    const koa = await start({ variant: 'regate-koa', bodies })
    for (const request of regateRequestNames)
      assert.deepEqual(await answerOf(koa, request, items), bodies[pathOf[request]])

    const servedBy: Record<Side, ServerProcess> = { own, koa }
    const before = await own.stored()
    const figures: RegateFigures[] = []
    for (const request of regateRequestNames)
      for (const connections of connectionCounts)
        figures.push({
          request,
          connections,
          answerBytes: bodies[pathOf[request]]!.length,
          ...(await besideKoa(
            `${request} ${connections} connections`,
            (side, seconds) => loaded(planOf(servedBy[side], request, connections, items), seconds),
            options,
          )),
        })
    const bookings = figures.filter(({ request }) => request === 'booking')
    checkStored({ versions: answered(bookings), entries: answered(figures) }, before, await own.stored())
    return { figures, peakMemory: (await own.usage()).peakMemory }
  } finally {
    for (const server of servers) await server.stop()
  }
}
