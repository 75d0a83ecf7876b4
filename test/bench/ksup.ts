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
import {
  articleCounts,
  bareOrderPath,
  barePricePath,
  orderLoads,
  orderPlan,
  priceAnswer,
  priceConnections,
  pricePlan,
  servicePath,
  type ArticleCount,
  type OrderLoad,
  type PriceConnections,
  type PriceLoad,
} from './ksup-load.ts'
import { loaded } from './load.ts'
import { startServer, type ServerProcess } from './server-process.ts'
import type { RecordedMessage } from './variants.ts'

export interface PriceFigures extends BesideKoa {
  articles: ArticleCount
  connections: PriceConnections
  answerBytes: number
}

export interface OrderFigures extends BesideKoa {
  load: OrderLoad
}

export interface KsupReport {
  prices: PriceFigures[]
  orders: OrderFigures[]
  /** Bytes of the message of an order, its file included. */
  messageBytes: number
  /** Bytes of the process over the whole run. */
  peakMemory: number
}

/** 1C with its journal and its checks, and the way of an order to КСУП, beside bare Koa that takes and answers the same bytes. */
export async function ksupThroughput(options: BesideKoaOptions): Promise<KsupReport> {
  const folder = join(options.folder, 'ksup')
  await mkdir(folder)
  const servers: ServerProcess[] = []
  const start = async (task: Parameters<typeof startServer>[0]) => {
    const server = await startServer(task, options.profiles)
    servers.push(server)
    return server
  }
  try {
    const own = await start({ variant: 'ksup', folder })
    const message = await own.firstOrders()
    const bodies: Record<string, Uint8Array> = { [bareOrderPath]: message.answer }
    for (const articles of articleCounts)
      bodies[barePricePath(articles)] = await priceAnswer({ server: own, path: servicePath, articles })
    const koa = await start({ variant: 'ksup-koa', bodies })

    const before = await own.stored()
    const prices = await measurePrices({ own, koa }, bodies, options)
    const orders = await measureOrders({ own, koa }, message, options)
    const delivered = answered(orders)
    checkStored({ versions: delivered, entries: delivered + answered(prices) }, before, await own.stored())
    return {
      prices,
      orders,
      messageBytes: message.request.length,
      peakMemory: (await own.usage()).peakMemory,
    }
  } finally {
    for (const server of servers) await server.stop()
  }
}

async function measurePrices(
  { own, koa }: Record<Side, ServerProcess>,
  bodies: Readonly<Record<string, Uint8Array>>,
  options: BesideKoaOptions,
): Promise<PriceFigures[]> {
  const figures: PriceFigures[] = []
  for (const articles of articleCounts) {
    const answer = bodies[barePricePath(articles)]!
    const loads: Record<Side, PriceLoad> = {
      own: { server: own, path: servicePath, articles },
      koa: { server: koa, path: barePricePath(articles), articles },
    }
    assert.deepEqual(await priceAnswer(loads.koa), answer)
    for (const connections of priceConnections)
      figures.push({
        articles,
        connections,
        answerBytes: answer.length,
        ...(await besideKoa(
          `prices of ${articles} articles, ${connections} connections`,
          (side, seconds) => loaded(pricePlan(loads[side], connections), seconds),
          options,
        )),
      })
  }
  return figures
}

async function measureOrders(
  { own, koa }: Record<Side, ServerProcess>,
  message: RecordedMessage,
  options: BesideKoaOptions,
): Promise<OrderFigures[]> {
  const figures: OrderFigures[] = []
  for (const load of orderLoads)
    figures.push({
      load,
      ...(await besideKoa(
        `${load.together} orders at once`,
        (side, seconds) =>
          side === 'own'
            ? own.orderRound(load.together, seconds)
            : loaded(orderPlan(koa, message, load.connections), seconds),
        options,
      )),
    })
  return figures
}
