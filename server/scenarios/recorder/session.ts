import { COMMERCEML } from '../../contracts/commerceml/operations.ts'
import type { Operation } from '../../contracts/operation.ts'
import type { JournalEntry, JournalRow } from '../../journal/model.ts'
import { createQueue } from '../../storage/queue.ts'
import type { Outcome, World } from '../world.ts'
import { deedTitle, withoutSecrets } from './deeds.ts'
import { looksAfter } from './looks.ts'
import type { Beginning, DeedInput, Exchange } from './model.ts'
import { createCmlSessions } from './cml-sends.ts'
import { accountOf, exchangeOf, sendOf } from './sends.ts'
import type { Begun, Seen } from './story.ts'

/** What is seen while a recording goes on: deeds of people, requests of other programs, and what the sides look like after each. */
export interface Session {
  readonly beginning: Omit<Beginning, 'title'>
  readonly deeds: readonly Begun[]
  /** The bench had this exchange with itself. */
  own(entry: number): void
  /** The journal has this entry now. */
  noticed(entry: number): void
  /** Carries a call of the admin API out and remembers it. */
  carriedOut<Result>(call: { call: string; input: DeedInput }, work: () => Promise<Result>): Promise<Result>
  /** Resolves when everything that has come is written down. */
  rest(): Promise<void>
  /** All of it, oldest first. */
  seen(): Promise<Seen>
}

export interface SessionDeps {
  beginning: Omit<Beginning, 'title'>
  /** Newest entry of the journal before it. */
  after: number
  operations: ReadonlyMap<string, Operation>
  world: Pick<World, 'call'>
  /** Exchanges as they are stored. */
  journal(): {
    lastId(): Promise<number>
    entry(id: number): Promise<JournalEntry | null>
    body(id: number, part: 'request'): Promise<{ bytes: Uint8Array } | null>
    page(query: { after: number; limit: number }): Promise<{ rows: JournalRow[] }>
  }
  /** Resolves when no exchange has been under way for a moment. */
  settled(): Promise<void>
  /** How an error of a call is answered. */
  refusalOf(error: unknown): { status: number; code: string | null }
  /** It is this session that is recorded, and its scenario is not being tried. */
  isOn(): boolean
  /** There is something new to be shown. */
  tell(): void
}

/** Exchanges of one recording; so many are read at once. */
const MOST_ENTRIES = 20_000
const PAGE = 500

const answered = (status: number, body: unknown, code: string | null): Outcome => ({
  status,
  headers: {},
  body,
  code,
  entry: null,
  failure: null,
})

export function createSession(deps: SessionDeps): Session {
  const { beginning, after, operations, world, journal, isOn, tell } = deps
  /** Entries that both ends of this bench had. */
  const own = new Set<number>()
  const deeds: Begun[] = []
  const cmlSessions = createCmlSessions()
  /** Newest entry that has been looked at for requests from outside. */
  let lookedAt = after
  const inTurn = createQueue()
  /** Deeds that are being carried out: what comes meanwhile follows of them, as a rule. */
  let underWay = 0
  /** Looks after the last deed; the next one waits for them. */
  let looking: Promise<unknown> = Promise.resolve()

  async function rowsAfter(entry: number): Promise<JournalRow[]> {
    const found: JournalRow[] = []
    for (let last = entry; found.length < MOST_ENTRIES; last = found.at(-1)!.id) {
      const { rows } = await journal().page({ after: last, limit: PAGE })
      const newer = rows.filter(({ id }) => id > last).sort((a, b) => a.id - b.id)
      if (newer.length === 0) break
      found.push(...newer)
    }
    return found
  }

  /** A row that another program's request made. */
  const isOutside = ({ id, direction, source, operation }: JournalRow): boolean =>
    direction === 'in' && source === 'live' && operation !== null && !own.has(id)

  const exchangesOf = (rows: readonly JournalRow[]): Exchange[] =>
    rows.flatMap((row) => exchangeOf(row, operations) ?? [])

  async function lookAround(deed: Begun, exchanges: readonly Exchange[]): Promise<void> {
    const looks = looksAfter(deed.kind === 'do' ? deed.name : null, deed.input, exchanges)
    for (const { title, ...look } of looks) {
      const outcome = await world.call(look.read, look)
      if (outcome.status < 400) deed.looks.push({ ...look, title, outcome })
    }
  }

  /** Takes requests that came from outside since the last look, each as a deed of its own. */
  async function takeOutside(): Promise<void> {
    const rows = await rowsAfter(lookedAt)
    lookedAt = Math.max(lookedAt, ...rows.map(({ id }) => id))
    for (const row of rows.filter(isOutside)) {
      const entry = await journal().entry(row.id)
      const operation = operations.get(row.operation!)
      if (!entry || !operation) continue
      const body = entry.request && (await journal().body(entry.id, 'request'))
      const request = sendOf(entry, operation, body?.bytes ?? null)
      if (!request) continue
      const sent = operation.contract === COMMERCEML ? cmlSessions.inSession(request, entry) : request
      const account = accountOf(entry)
      const deed: Begun = { ...sent, ...(account ? { auth: account } : {}), after: row.id - 1, looks: [] }
      deeds.push(deed)
      const exchange = exchangeOf(entry, operations)
      await lookAround(
        deed,
        exchange && (entry.status ?? 500) < 400 && operation.method !== 'GET' ? [exchange] : [],
      )
      tell()
    }
  }

  /** What is done after a deed: the sides come to rest, and the objects are looked at. */
  const afterwards = (work: () => Promise<void>): void => {
    looking = inTurn(async () => {
      await deps.settled()
      await work()
    }).catch((error: unknown) => console.error(error))
  }

  return {
    beginning,
    deeds,
    own: (entry) => void own.add(entry),
    noticed(entry) {
      if (underWay > 0 || entry <= lookedAt) return
      afterwards(async () => {
        if (isOn() && underWay === 0) await takeOutside()
      })
    },
    async carriedOut({ call, input }, work) {
      await looking
      const deed: Begun = {
        kind: 'do',
        name: call,
        title: deedTitle(call),
        input: withoutSecrets(structuredClone(input)) as DeedInput,
        outcome: answered(200, null, null),
        after: await journal().lastId(),
        looks: [],
      }
      deeds.push(deed)
      underWay += 1
      try {
        const result = await work()
        deed.outcome = answered(200, JSON.parse(JSON.stringify(result ?? {})), null)
        return result
      } catch (error) {
        const { status, code } = deps.refusalOf(error)
        deed.outcome = answered(status, null, code)
        throw error
      } finally {
        underWay -= 1
        tell()
        afterwards(async () => {
          if (!isOn()) return
          await takeOutside()
          await lookAround(deed, exchangesOf((await rowsAfter(deed.after)).filter((row) => !isOutside(row))))
        })
      }
    },
    async rest() {
      await looking
      afterwards(takeOutside)
      await looking
    },
    seen: async () => ({ deeds, rows: await rowsAfter(after), isOutside, exchangesOf }),
  }
}
