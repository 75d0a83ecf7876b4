import { z } from 'zod'
import { Warning as CommonWarning } from '../regate/clients.ts'
import { ProblemError } from '../regate/answers.ts'
import { Flag, LocalTime } from '../regate/scalars.ts'
import { MessageId } from './meta.ts'
import { Code1c, DealNumber } from './scalars.ts'

/** Answers and refusals (sections 3 and 7). */

export const CONTRACT = 'ksup/1'

export const Warning = CommonWarning
export type Warning = z.infer<typeof Warning>
const warnings = z.array(Warning).max(10_000).meta({ description: 'What a person should look at' })

export const RESULTS = ['applied', 'queued', 'duplicate', 'no_action'] as const
export type Result = (typeof RESULTS)[number]

/** Answer of the messages 1–9. 202 only with `queued`. */
export const MessageAnswer = z.object({
  message_id: MessageId,
  result: z.enum(RESULTS).meta({ description: 'DD-04, DD-05, DD-51: what became of the message' }),
  deal_number: DealNumber.optional().meta({ description: 'D-92: the deal made of a receipt' }),
  warnings,
})
export type MessageAnswer = z.infer<typeof MessageAnswer>

/** Answer of 1C to a new contact: 201 `created`, 200 `existing`. */
export const ContactCreateAnswer = z.object({
  message_id: MessageId,
  result: z.enum(['created', 'existing']).meta({ description: 'D-19, DD-16: what 1C did' }),
  code_1c: Code1c.optional().meta({ description: 'DD-14: the code, though the callback decides' }),
  warnings: warnings.optional().meta({ description: 'DD-15: W-POSSIBLE-DUPLICATE' }),
})
export type ContactCreateAnswer = z.infer<typeof ContactCreateAnswer>

/** `queued`: kept until КСУП is there, or until its turn comes (DD-04, DD-06). */
export const MESSAGE_STATES = ['queued', 'applied', 'no_action', 'refused'] as const
export type MessageStateName = (typeof MESSAGE_STATES)[number]

export const Problem = z.looseObject({
  type: z.string().meta({ description: 'URI of the kind of problem' }),
  title: z.string().meta({ description: 'The kind of problem in words' }),
  status: z.number().int().min(400).max(599).meta({ description: 'HTTP status' }),
  detail: z.string().optional().meta({ description: 'What happened and what to do' }),
  instance: z.string().optional().meta({ description: 'URI of this occurrence' }),
  code: z
    .string()
    .regex(/^KS-[A-Z-]+$/, 'pattern')
    .meta({ description: 'Code of section 7' }),
  retryable: Flag.meta({ description: 'The same message may succeed later' }),
  message_id: z
    .string()
    .optional()
    .meta({ description: 'DD-59: message that is refused, when it could be read' }),
  errors: z.array(ProblemError).max(30_000).optional().meta({ description: 'Every broken rule' }),
})
/** Body of every refusal (DD-59, RFC 9457). Other members are allowed there by the RFC. */
export type Problem = z.infer<typeof Problem>

export const MessageState = z.object({
  message_id: MessageId,
  state: z.enum(MESSAGE_STATES).meta({ description: 'DD-04: where the message is' }),
  received_at: LocalTime.meta({ description: 'DD-04: when it was stored' }),
  finished_at: LocalTime.nullable().meta({ description: 'DD-04: when it was applied or refused' }),
  /** Why it was refused (DD-59). */
  problem: Problem.nullable(),
  warnings,
})
export type MessageState = z.infer<typeof MessageState>

export const MessageParams = z.object({ message_id: MessageId })

export const Ping = z.object({
  service: z.literal('onec').meta({ description: 'Section 3: who answers' }),
  contract: z.literal(CONTRACT).meta({ description: 'Contract and its version' }),
  time: LocalTime.meta({ description: 'Clock of 1C' }),
})
export type Ping = z.infer<typeof Ping>
