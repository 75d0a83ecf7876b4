import { z } from 'zod'
import type { Finding } from '../../server/contracts/finding.ts'
import type { Contract, Message, Operation, ReadResult, WireBody } from '../../server/contracts/operation.ts'
import { siteOrders } from '../../server/contracts/site-orders/operations.ts'

/** A contract small enough to be seen through: the host is tested with it, apart from the real messages. */

const finding = (code: string, pointer: string, ru: string): Finding => ({
  severity: 'error',
  code,
  pointer,
  line: 2,
  column: 3,
  message: { ru, en: ru },
})

const refused = (findings: Finding[]) => ({ value: null, findings, rejected: [] })

function readJson<T>(schema: z.ZodType<T>, { bytes }: WireBody): ReadResult<T> {
  const text = Buffer.from(bytes).toString('utf8')
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return refused([finding('SITE-MALFORMED', '', 'Не JSON')])
  }
  if (/"name".*"name"/s.test(text))
    return refused([finding('SITE-DUPLICATE-KEY', '/name', 'Ключ повторяется')])
  const checked = schema.safeParse(parsed)
  if (checked.success) return { value: checked.data, findings: [], rejected: [] }
  return refused(
    checked.error.issues.map(({ path }) => finding('schema', `/${path.join('/')}`, 'Поле не подходит')),
  )
}

const message = <T>(schema: z.ZodType<T>): Message<T> => ({
  schema,
  formats: ['json', 'xml'],
  read: (body) => readJson(schema, body),
  write: (value, format = 'json') =>
    format === 'json'
      ? { bytes: Buffer.from(JSON.stringify(value)), contentType: 'application/json; charset=utf-8' }
      : { bytes: Buffer.from(`<thing/>`), contentType: 'application/xml; charset=utf-8' },
  examples: [],
})

export const Thing = z.object({ name: z.string().min(1), pasport_info: z.unknown().optional() })
export type Thing = z.infer<typeof Thing>

const text = (ru: string) => ({ ru, en: ru })

const errors = {
  400: ['SITE-MALFORMED', 'SITE-DUPLICATE-KEY', 'SITE-BAD-AUTH-HEADER', 'SITE-KEY-MISSING'],
  401: ['SITE-AUTH'],
  404: ['SITE-ORDER-UNKNOWN', 'SITE-NOT-FOUND'],
  422: ['SITE-VALIDATION', 'SITE-KEY-REUSED'],
}

const shared = { contract: 'toy/1', caller: 'onec', callee: 'site', description: text(''), errors } as const

const answer = message(z.object({ name: z.string(), times: z.number() }))

export const getThing: Operation = {
  ...shared,
  id: 'toy.getThing',
  method: 'GET',
  path: '/api/toy/things/{name}',
  title: text('Вещь'),
  params: z.object({ name: z.string().regex(/^[\w-]{1,20}$/) }),
  query: z.object({ limit: z.coerce.number().int().max(10).optional() }),
  responses: { 200: answer as Message },
  subject: (params) => params['name'] ?? null,
}

export const postThing: Operation = {
  ...shared,
  id: 'toy.postThing',
  method: 'POST',
  path: '/api/toy/things',
  title: text('Новая вещь'),
  request: message(Thing) as Message,
  responses: { 200: answer as Message, 201: answer as Message },
  subject: (_params, request) => (request as Thing | null)?.name ?? null,
}

export const toyOperations = [getThing, postThing]

export const toyContract: Contract = {
  id: 'toy/1',
  title: text('Вещи'),
  operations: toyOperations,
  codes: siteOrders.codes,
  problem: siteOrders.problem,
  bodyLimit: 10 * 1024 * 1024,
}
