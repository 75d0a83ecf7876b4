import type { Kysely } from 'kysely'
import { toLocalTime } from '../../server/contracts/time.ts'
import { PREFER_WAIT } from '../../server/contracts/regate/retry.ts'
import type {
  AssortmentQuery,
  BookingState,
  CityStoreQuery,
  StoreQuery,
} from '../../server/contracts/regate/schema.ts'
import { isRetryable, ContractError, type ProblemErrorItem } from '../../server/http/errors.ts'
import { regate } from '../../server/contracts/regate/operations.ts'
import type { Answer, Call, Handlers } from '../../server/http/call.ts'
import type { EnterpriseSettings } from '../../server/storage/document-schema.ts'
import type { Timers } from '../../server/storage/timers.ts'
import type { TranslatorTables } from '../../server/mappings/translator.ts'
import type { AnswerCache, Made, PreparedAnswer } from './answers.ts'
import { assortmentOf, citiesOf, cityStoresOf, stateOf, storeTableOf } from './catalogue.ts'
import type { JobKeys } from './keys.ts'
import { operationOf } from './keys.ts'
import { callerNames } from './names.ts'
import type { BaseConditions } from './model.ts'
import { orderState } from './order-state.ts'
import { currentOrder, findOrder, isOverdue, type OrderKey } from './orders.ts'
import { platformAnswer } from './platform.ts'
import { QueueFull, QueueStopped, type JobAnswer } from './queue/model.ts'
import type { Queue } from './queue/queue.ts'
import { orderUnknown, refuse } from './refusals.ts'
import type { RegateDb, RegateTables, RegateTransaction } from './tables.ts'

/** The service of one enterprise over HTTP: reads are answered from the base, writes go through its queue (BD-09). */

export interface HandlerDeps {
  enterprise: string
  db: Kysely<RegateTables>
  write<Result>(job: (trx: RegateTransaction) => Promise<Result>): Promise<Result>
  queue: Queue
  cache: AnswerCache
  keys: JobKeys
  settings(): EnterpriseSettings
  conditions(): BaseConditions | Promise<BaseConditions>
  now(): Date
  timers: Timers
  /** What the caller calls cities and warehouses; `null`: as 1C does. */
  names: TranslatorTables | null
}

/** What a write takes into the queue. */
export interface JobPayload {
  request: unknown
  /** Codes and places of what the reader and the host warned of. */
  warnings: { code: string; pointer: string; message: string }[]
}

const RETRY_SECONDS = 5

export function createHandlers(deps: HandlerDeps): Handlers {
  const { enterprise, db, queue, cache, settings } = deps
  let reading = 0

  /** Conditions that a person switched on come before everything that the service does. */
  function unlessClosed(work: () => Answer | Promise<Answer>): Answer | Promise<Answer> {
    const conditions = deps.conditions()
    return conditions instanceof Promise
      ? conditions.then((known) => under(known, work))
      : under(conditions, work)
  }

  function under(
    { maintenance, no_licence, platform }: BaseConditions,
    work: () => Answer | Promise<Answer>,
  ): Answer | Promise<Answer> {
    const foreign = platform === null ? null : platformAnswer(platform)
    if (foreign) return foreign
    if (maintenance)
      throw refuse('RG-MAINTENANCE', 'База закрыта на обслуживание. Повторите запрос позже.', {
        retryAfter: RETRY_SECONDS,
      })
    if (no_licence)
      throw refuse('RG-LICENSE', 'Свободной лицензии 1С нет. Повторите запрос позже.', {
        retryAfter: RETRY_SECONDS,
      })
    return work()
  }

  /** A read that has to go to the base takes one of the sessions that are there for reading (section 4). */
  async function session<Result>(work: () => Promise<Result>): Promise<Result> {
    const { reads, workMs } = settings().queue
    if (reading >= reads)
      throw refuse('RG-BUSY', 'Все сеансы чтения заняты. Повторите запрос через секунду.', { retryAfter: 1 })
    reading += 1
    try {
      if (workMs > 0) await new Promise<void>((resolve) => deps.timers.set(resolve, workMs))
      return await work()
    } finally {
      reading -= 1
    }
  }

  /**
   * Reads the base as it is at one moment (BD-46): the connection is nobody else's meanwhile.
   * @param began is called at that moment
   */
  const snapshot = <Result>(began: () => void, work: (at: RegateDb) => Promise<Result>): Promise<Result> =>
    db.connection().execute((connection) => {
      began()
      return work(connection)
    })

  /** A reading method whose answer depends on its query alone. */
  function read<Query>(
    method: string,
    make: (reading: Parameters<typeof stateOf>[0], query: Query) => Promise<object>,
    until?: () => Date,
  ) {
    const operation = operationOf(method)
    return (call: Call) =>
      unlessClosed(async () => {
        const names = callerNames(call, deps.names)
        const query = await names.request(call.query as Query)
        const key = `${method} ${call.base()} ${settings().zone} ${JSON.stringify(query)}`
        const { answer } = await cache.get(enterprise, key, operation, async (began) => ({
          body: await session(() =>
            snapshot(began, (at) =>
              make({ db: at, enterprise, settings: settings(), now: deps.now(), base: call.base() }, query),
            ),
          ),
          until: until?.() ?? null,
        }))
        return names.answer(answer)
      })
  }

  const bookingstate = operationOf('bookingstate')

  function stateOfOrder(call: Call): Answer | Promise<Answer> {
    const key = call.query as OrderKey
    const made = cache.get(
      enterprise,
      `bookingstate ${settings().zone} ${JSON.stringify(key)}`,
      bookingstate,
      (began) => session(() => readState(key, began)),
    )
    return made instanceof Promise ? made.then((one) => withPending(call, one)) : withPending(call, made)
  }

  function withPending(call: Call, { answer, about }: PreparedAnswer): Answer {
    const [order_id, booking_id] = about as [string, string]
    call.subject(order_id)
    // What waits in the queue is told as it stands now and never out of a cache.
    const pending = queue.pending(enterprise, [`order:${order_id}`, booking_id])
    if (pending.length === 0) return answer
    return { status: 200, body: { ...(answer.body as BookingState), pending: pending.slice(0, 1000) } }
  }

  async function readState(key: OrderKey, began: () => void): Promise<Made> {
    const order = await snapshot(began, async (at) => {
      const found = await findOrder(at, enterprise, key)
      if (!found) throw orderUnknown(key)
      if (isOverdue(found, deps.now())) return { overdue: found.order_id }
      return { found, state: await orderState(at, found, settings().zone) }
    })
    if (order.overdue !== undefined) {
      const { overdue: order_id } = order
      await deps.write((trx) => currentOrder(trx, enterprise, { order_id }, deps.now()))
      return readState(key, began)
    }
    const { order_id, booking_id, status, flagged, valid_until } = order.found
    return {
      body: { ...order.state, pending: [] } satisfies BookingState,
      until: status === 100 && flagged === 0 && valid_until !== null ? new Date(valid_until) : null,
      about: [order_id, booking_id],
    }
  }

  function queued(method: string, partitionOf: (request: never) => Promise<string> | string) {
    return (call: Call) =>
      unlessClosed(async () => {
        const payload: JobPayload = {
          request: await callerNames(call, deps.names).request(call.request),
          warnings: call.findings
            .filter(({ code }) => code === 'W-NO-IDEMPOTENCY-KEY')
            .map(({ code, pointer, message }) => ({ code, pointer, message: message.ru })),
        }
        const request = call.request as { booking_id?: string }
        const { answer, position } = await submitted(call, method, {
          payload,
          partition: await partitionOf(call.request as never),
          entrySubject: request.booking_id ?? null,
        })
        if (answer) return finalAnswer(answer)
        return {
          status: 202,
          body: {
            request_id: call.requestId,
            state: position === 0 ? 'running' : 'queued',
            position,
            status_url: `${new URL(call.base()).pathname.replace(/\/$/, '')}/hs/regate/queue/${call.requestId}`,
          },
          headers: { 'Preference-Applied': `wait=${waitOf(call)}` },
        }
      })
  }

  async function submitted(
    call: Call,
    method: string,
    job: { payload: JobPayload; partition: string; entrySubject: string | null },
  ) {
    const key = call.idempotencyKey
    try {
      return await queue.submit(
        {
          enterprise,
          method,
          ...job,
          idempotencyKey: key,
          fingerprint: key === null ? '' : deps.keys.fingerprint(key),
          requestId: call.requestId,
        },
        waitOf(call) * 1000,
      )
    } catch (error) {
      if (error instanceof QueueFull)
        throw refuse('RG-QUEUE-FULL', 'Очередь запросов заполнена. Повторите запрос с тем же ключом.', {
          retryAfter: RETRY_SECONDS,
        })
      if (error instanceof QueueStopped)
        throw refuse('RG-MAINTENANCE', 'Служба останавливается. Повторите запрос позже.', {
          retryAfter: RETRY_SECONDS,
        })
      throw error
    }
  }

  /** Writes on one order wait in one line, whichever of its identifiers the caller knows (BD-10). */
  async function orderPartition(request: OrderKey): Promise<string> {
    if (request.order_id !== undefined) return `order:${request.order_id}`
    const order = await findOrder(db, enterprise, request)
    return order ? `order:${order.order_id}` : `booking:${request.booking_id ?? ''}`
  }

  const clientPartition = ({ client_id }: { client_id: string }): string => `client:${client_id}`

  async function job(call: Call): Promise<Answer> {
    const requestId = call.params['request_id'] ?? ''
    const found = await queue.find(enterprise, requestId)
    if (!found)
      throw refuse(
        'RG-JOB-UNKNOWN',
        `Запроса ${requestId} в очереди нет: он не принимался, или с его завершения прошло больше 7 дней. Узнайте итог методом bookingstate.`,
      )
    const local = (instant: string) => toLocalTime(new Date(instant), settings().zone)
    return {
      status: 200,
      body: {
        request_id: found.requestId,
        method: found.method,
        state: found.state,
        attempts: found.attempts,
        received_at: local(found.receivedAt),
        finished_at: found.finishedAt === null ? null : local(found.finishedAt),
        result: found.result,
      },
    }
  }

  return {
    // The clock of 1C is told to the second.
    'regate.state': read(
      'state',
      stateOf,
      () => new Date(Math.floor(deps.now().getTime() / 1000 + 1) * 1000),
    ),
    'regate.city': read('city', citiesOf),
    'regate.citystore': read('citystore', (reading, query: CityStoreQuery) => cityStoresOf(reading, query)),
    'regate.storetable': read('storetable', (reading, query: StoreQuery) =>
      storeTableOf(reading, query.store_id),
    ),
    'regate.assortment': read('assortment', (reading, query: AssortmentQuery) =>
      assortmentOf(reading, query),
    ),
    'regate.bookingstate': (call) => unlessClosed(() => stateOfOrder(call)),
    'regate.client': queued('client', clientPartition),
    'regate.clientupd': queued('clientupd', clientPartition),
    'regate.booking': queued('booking', clientPartition),
    'regate.paycard': queued('paycard', orderPartition),
    'regate.refund': queued('refund', orderPartition),
    'regate.queue': (call) => unlessClosed(() => job(call)),
  }
}

/** Seconds that the caller is ready to wait (RFC 7240, BD-09). */
function waitOf(call: Call): number {
  const asked = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,4})/i.exec(call.headers('Prefer'))?.[1]
  return Math.min(asked === undefined ? PREFER_WAIT.default : Number(asked), PREFER_WAIT.max)
}

/** The final answer of a job; a refusal is thrown, so that the host writes it with the id of this request. */
function finalAnswer({ status, body }: JobAnswer): Answer {
  if (status < 400) return { status, body }
  const { code, title, detail, errors, ...rest } = body as {
    code: string
    title: string
    detail: string
    errors?: ProblemErrorItem[]
  } & Record<string, unknown>
  const {
    type: _type,
    status: _status,
    instance: _instance,
    retryable: _retryable,
    request_id: _id,
    ...members
  } = rest
  throw new ContractError(status, code, detail, {
    title,
    ...(errors ? { errors } : {}),
    members,
    ...(isRetryable(regate.codes, status, code) ? { retryAfter: RETRY_SECONDS } : {}),
  })
}
