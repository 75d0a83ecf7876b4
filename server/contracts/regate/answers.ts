import { z } from 'zod'
import { warnings } from './clients.ts'
import { WRITE_METHODS } from './orders.ts'
import { Flag, Guid, integer, LocalTime, Money, Quantity, text } from './scalars.ts'

/** What any method may answer: the place in the queue (section 4) and the refusal (section 3). */

/** As the header X-Request-Id may carry it. */
export const RequestId = z.string().regex(/^[\w.:-]{1,128}$/, 'pattern')

/** `dead`: given up after repeated internal errors; `failed`: refused by the business rules. */
export const JOB_STATES = ['queued', 'running', 'done', 'failed', 'dead'] as const
export type JobState = (typeof JOB_STATES)[number]

/** Answer 202 of a write that is not finished within `Prefer: wait`. */
export const QueueAnswer = z.object({
  request_id: RequestId.meta({ description: 'B-03: id of the queued request' }),
  state: z.enum(['queued', 'running']).meta({ description: 'B-03: state of the request' }),
  position: integer(0).meta({ description: 'B-03: place in the queue, 0 when running' }),
  status_url: text(500).meta({ description: 'BD-09: where to ask for the outcome' }),
})
export type QueueAnswer = z.infer<typeof QueueAnswer>

/** Answer of `queue/{request_id}`: always 200, the outcome is in `result.status`. */
export const QueueState = z
  .object({
    request_id: RequestId.meta({ description: 'B-03: id of the request' }),
    method: z.enum(WRITE_METHODS).meta({ description: 'B-03: method of the request' }),
    state: z.enum(JOB_STATES).meta({ description: 'B-03: state of the request' }),
    attempts: integer(0).meta({ description: 'B-03: how often it was begun' }),
    received_at: LocalTime.meta({ description: 'B-03: when it came' }),
    finished_at: LocalTime.nullable().meta({ description: 'B-03: when it was finished' }),
    result: z
      .object({
        status: integer(200, 599).meta({ description: 'BD-09: HTTP status of the final answer' }),
        body: z.unknown().meta({ description: 'BD-09: body of the final answer' }),
      })
      .nullable()
      .meta({ description: 'BD-09: the final answer, null until there is one' }),
  })
  .refine(({ state, result }) => (result !== null) === (state !== 'queued' && state !== 'running'), {
    path: ['result'],
    error: 'pair',
  })
export type QueueState = z.infer<typeof QueueState>

export const QueueParams = z.object({
  request_id: RequestId.meta({ description: 'BD-09: request_id of the answer 202' }),
})

/** No body within its own limits has more errors that are worth listing. */
const ERRORS_LIMIT = 30_000

export const ProblemError = z.object({
  pointer: z.string().meta({ description: 'RFC 6901 place in the body' }),
  rule: z.string().meta({ description: 'Rule that is broken' }),
  message: z.string().optional().meta({ description: 'The rule in words' }),
  expected: z.string().optional().meta({ description: 'What was expected' }),
  actual: z.string().optional().meta({ description: 'What stood there' }),
  line: z.number().int().optional().meta({ description: 'Line of the body, from 1' }),
  column: z.number().int().optional().meta({ description: 'Column of the body, from 1' }),
})
export type ProblemError = z.infer<typeof ProblemError>

/** Body of every refusal (section 3, RFC 9457). Other members are allowed there by the RFC. */
export const Problem = z.looseObject({
  type: z.string().meta({ description: 'URI of the kind of problem' }),
  title: z.string().meta({ description: 'The kind of problem in words' }),
  status: z.number().int().min(400).max(599).meta({ description: 'HTTP status' }),
  detail: z.string().optional().meta({ description: 'What happened and what to do' }),
  instance: z.string().optional().meta({ description: 'URI of this occurrence' }),
  code: z
    .string()
    .regex(/^RG-[A-Z-]+$/, 'pattern')
    .meta({ description: 'Code of section 7.1' }),
  retryable: Flag.meta({ description: 'The same request may succeed later' }),
  request_id: z.string().meta({ description: 'X-Request-Id of the request' }),
  errors: z.array(ProblemError).max(ERRORS_LIMIT).optional().meta({ description: 'Every broken rule' }),
  available: z
    .array(
      z.object({
        item_id: Guid.meta({ description: 'BD-14: item that is short' }),
        quantity: Quantity.meta({ description: 'BD-14: what there is of it' }),
      }),
    )
    .optional()
    .meta({ description: 'BD-14: with RG-OUT-OF-STOCK' }),
  amount: Money.optional().meta({ description: 'BD-13: with RG-PRICE-CHANGED, the amount of 1C' }),
  payment_recorded: Flag.optional().meta({ description: 'BD-22: the money is on the balance of the client' }),
  warnings: warnings.optional().meta({ description: 'BD-11: warnings' }),
})
export type Problem = z.infer<typeof Problem>
