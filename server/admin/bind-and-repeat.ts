import { createHash, randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { JournalRow } from '../journal/model.ts'
import type { UseExchange } from '../journal/uses/model.ts'
import type { Outcome, ReplayInput } from '../journal/replay/model.ts'
import { realHost } from '../journal/replay/address.ts'
import { bindBatch } from '../mappings/bind.ts'
import { stepBetween } from '../mappings/delta.ts'
import { siteMappingKinds, type MappingKind, type UnmappedValue } from '../mappings/model.ts'
import { view } from '../mappings/tables.ts'
import { Refusal } from '../storage/refusal.ts'
import type {
  BindOrder,
  BoundAndRepeated,
  RepeatedExchange,
  RepeatOrder,
  RepeatPlan,
} from './api-mapping-usage.ts'
import type { BenchParts } from './deps.ts'
import { AdminRefusal } from './problem.ts'

/** «Сопоставить и повторить»: a value gets its row, and what it had broken is carried out again. */

/** Exchanges of one value that are looked at. */
const LIMIT = 50

/** So long the answer waits for the replay; what is not done by then goes on and is seen in its run. */
const WAIT_MS = 30_000

/** An answer that 1C takes orders from. Sent again by somebody else, nobody would take them. */
const pulls: ReadonlySet<string | null> = new Set(['site-orders.getOrders', 'site-orders.getOrder'])

type Parts = Pick<BenchParts, 'mappings' | 'journal' | 'replay' | 'realSite' | 'onec' | 'workspace'>

const unknown = (value: string) =>
  new AdminRefusal(404, 'MAPPING-VALUE-UNKNOWN', {
    ru: `Значение «${value}» уже сопоставлено или не встречалось в обмене. Обновите список.`,
    en: `The value "${value}" is mapped already or has not occurred. Reload the list.`,
  })

const untouched = (entry: number, by: 'same' | 'gone'): RepeatedExchange => ({
  entry,
  by,
  result: null,
  then: null,
  now: null,
  verdict: null,
  note: null,
})

/** What each of the exchanges becomes: the same request is made once, in place of the newest exchange that had it. */
function sorted(broken: readonly UseExchange[], chosen: readonly number[] | undefined, onecPlays: boolean) {
  const wanted = chosen && new Set(chosen)
  const seen = new Set<string>()
  return broken
    .filter(({ id }) => !wanted || wanted.has(id))
    .map((exchange): RepeatPlan['exchanges'][number] => {
      const isPull = onecPlays && pulls.has(exchange.operation)
      const request = isPull ? 'pull' : `${exchange.method} ${exchange.path} ${exchange.subject}`
      if (seen.has(request)) return { ...exchange, by: 'same' }
      seen.add(request)
      return { ...exchange, by: isPull ? 'cycle' : 'replay' }
    })
}

const inputOf = (exchanges: readonly UseExchange[]): ReplayInput => ({
  entries: exchanges.map(({ id }) => id),
  target: { kind: 'same' },
  account: 'workspace',
  off: [],
  edits: {},
  rate: null,
})

const outcomeOf = ({ status, code, durationMs }: JournalRow): Outcome => ({ status, code, durationMs })

/** What is known before anything is done. */
interface Prepared {
  listed: UnmappedValue
  plan: RepeatPlan
}

async function prepared(parts: Parts, kind: MappingKind, order: RepeatOrder): Promise<Prepared> {
  const { mappings, journal, replay, realSite, workspace } = parts
  const { sides, journal: settings } = workspace.document.value
  const { direction, value, entries } = order
  const listed = (await mappings.unmapped()).find(
    (one) => one.kind === kind && one.direction === direction && one.value === value,
  )
  if (!listed) throw unknown(value)
  const [uses] = await journal.usesOfValues([listed], LIMIT)
  const onecPlays = sides.onec.mode === 'simulated'
  const exchanges = sorted(uses!.exchanges, entries, onecPlays)
  const asksSite =
    exchanges.some(({ by }) => by === 'cycle') || (onecPlays && entries === undefined && waits(listed))
  const sent = exchanges.filter(({ by }) => by === 'replay' || by === 'cycle')
  const replayPlan = sent.length > 0 ? await replay.plan(inputOf(sent)) : null
  const address = asksSite ? realSite() : null
  const site = address === null ? null : realHost(address)
  const realHosts = [...new Set([...(replayPlan?.realHosts ?? []), ...(site === null ? [] : [site])])]
  const plan = {
    exchanges,
    asksSite,
    realHosts,
    warnings: replayPlan?.warnings ?? [],
    forbidden: realHosts.length > 0 && settings.realTargets === 'forbid',
  }
  const named = JSON.stringify([plan, replayPlan?.hash])
  return { listed, plan: { ...plan, hash: createHash('sha256').update(named).digest('hex') } }
}

/** What would be repeated. @throws AdminRefusal `MAPPING-VALUE-UNKNOWN` */
export const repeatPlan = async (parts: Parts, kind: MappingKind, order: RepeatOrder): Promise<RepeatPlan> =>
  (await prepared(parts, kind, order)).plan

/** @throws Refusal as `repeatPlan`, `Replay.admit` and `bindBatch` do; nothing is changed then */
export async function bindAndRepeat(
  parts: Parts,
  kind: MappingKind,
  order: BindOrder,
  by: string,
): Promise<BoundAndRepeated> {
  const { listed, plan } = await prepared(parts, kind, order)
  parts.replay.admit(plan.realHosts, order.confirm === true && order.hash === plan.hash)

  const { row, change } = await bind(parts, kind, listed, order, by)
  const of = (way: RepeatedExchange['by']) => plan.exchanges.filter((exchange) => exchange.by === way)
  const known = new Set(plan.exchanges.map(({ id }) => id))
  const exchanges = [
    ...of('same').map(({ id }) => untouched(id, 'same')),
    ...(order.entries ?? []).filter((id) => !known.has(id)).map((id) => untouched(id, 'gone')),
  ]
  const run = await replayAll(parts, of('replay'), exchanges)
  const orders = plan.asksSite ? await askSite(parts, of('cycle')[0] ?? null, exchanges) : []
  return { row, change, run, exchanges: exchanges.sort((a, b) => b.entry - a.entry), orders }
}

/** Orders wait for it, though the exchange that brought them may be gone from the journal. */
const waits = ({ kind, direction, subjects }: UnmappedValue): boolean =>
  (siteMappingKinds as readonly string[]).includes(kind) && direction === 'site_to_1c' && subjects.length > 0

async function bind(
  { mappings }: Parts,
  kind: MappingKind,
  listed: UnmappedValue,
  order: BindOrder,
  by: string,
): Promise<Pick<BoundAndRepeated, 'row' | 'change'>> {
  const from = await mappings.stand(kind)
  const partner = order.target ?? { row: order.row! }
  const tables = { ...mappings.all(), [kind]: from.table }
  const { batch, row: id } = bindBatch(tables, kind, listed, partner, randomUUID)
  const [conflict] = await mappings.saveOnto(kind, batch, by, from.table)
  if (conflict)
    throw new AdminRefusal(409, 'MAPPING-BIND', {
      ru: 'Строку только что изменил кто-то другой, его правка осталась. Обновите таблицу и повторите.',
      en: 'Somebody else has changed the row just now, and theirs stays. Reload the table and try again.',
    })
  const to = await mappings.stand(kind)
  const row = view(to.table, kind).find((one) => one.id === id)!
  return { row, change: stepBetween(kind, from, to) }
}

/** Sends the recorded requests again; a refusal is told with each of them, since the row is filled already. */
async function replayAll(
  { replay }: Parts,
  replayed: readonly UseExchange[],
  exchanges: RepeatedExchange[],
): Promise<number | null> {
  if (replayed.length === 0) return null
  const input = inputOf(replayed)
  const base = { by: 'replay', then: null, now: null, verdict: null, result: null } as const
  try {
    const { hash } = await replay.plan(input)
    const { id } = await replay.start(input, { hash, confirm: true })
    const enough = new AbortController()
    const patience = setTimeout(WAIT_MS, undefined, { signal: enough.signal, ref: false })
    await Promise.race([replay.finished(id), patience])
    enough.abort()
    patience.catch(() => undefined)
    for (const { entry, result, then, now, verdict, note } of (await replay.run(id)).list)
      exchanges.push({ ...base, entry, result, then, now, verdict, note })
    return id
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    for (const { id } of replayed) exchanges.push({ ...base, entry: id, note: error.text })
    return null
  }
}

/** 1C of the bench asks the site anew and takes what waited. */
async function askSite(
  { journal, onec }: Parts,
  pulled: UseExchange | null,
  exchanges: RepeatedExchange[],
): Promise<BoundAndRepeated['orders']> {
  const newest = async () => (await journal.page({ q: 'op:getOrders', limit: 1 })).rows[0] ?? null
  const before = await newest()
  const cycle = await onec.runExchange('button')
  const after = await newest()
  const now = after && after.id !== before?.id ? after : null
  if (pulled) {
    const [then] = await journal.rows([pulled.id])
    exchanges.push({
      entry: pulled.id,
      by: 'cycle',
      result: now?.id ?? null,
      then: then ? outcomeOf(then) : null,
      now: now && outcomeOf(now),
      verdict: null,
      note: cycle.outcome === 'done' ? null : cycle.message,
    })
  }
  return cycle.orders
}
