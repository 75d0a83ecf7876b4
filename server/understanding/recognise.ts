import { z } from 'zod'
import { identify, type Identified } from '../contracts/identify.ts'
import { ksup } from '../contracts/ksup/operations.ts'
import { fieldOf } from '../contracts/message/field.ts'
import type { Contract, Message, Operation, WireBody } from '../contracts/operation.ts'
import { regate } from '../contracts/regate/operations.ts'
import { siteOrders } from '../contracts/site-orders/operations.ts'
import { readTree } from '../contracts/site-orders/read-tree.ts'
import type { Text } from '../contracts/text.ts'
import { createNotes } from '../contracts/wire/notes.ts'

/** Which message a body is, with what else it could have been. */

export interface Candidate {
  contract: string
  operation: string
  message: Identified['message']
  /** 0…1 */
  confidence: number
  reason: Text
}

export interface Choice {
  contract?: string
  operation?: string
}

export const contracts: readonly Contract[] = [siteOrders, regate, ksup]

/** Runners-up that are told. */
const RUNNERS_UP = 3
/** Fewer of the names than this in common is chance. */
const LIKELY = 0.3

interface Spoken {
  operation: Operation
  message: 'request' | 'response' | 'problem'
  form: Message
}

/** Every message there is; a form that several operations share is named once. */
function spoken({ contract, operation }: Choice): Spoken[] {
  const wanted = contracts.filter(
    ({ id }) => contract === undefined || id.split('/')[0] === contract.split('/')[0],
  )
  return wanted.flatMap((one) =>
    one.operations
      .filter(({ id }) => operation === undefined || id === operation || id.split('.')[1] === operation)
      .flatMap((each): Spoken[] => [
        ...(each.request ? [{ operation: each, message: 'request' as const, form: each.request }] : []),
        ...Object.values(each.responses).map((form) => ({
          operation: each,
          message: 'response' as const,
          form,
        })),
        ...(operation === undefined
          ? []
          : [{ operation: each, message: 'problem' as const, form: one.problem }]),
      ]),
  )
}

/** Names of the members at the top of a body, `null` for one that is no object. */
function namesOf(body: WireBody): string[] | null {
  const notes = createNotes()
  const formats = ['json', 'xml'] as const
  const tree = readTree(body, { mode: 'lenient', fixture: true, reader: 'site', formats, notes })
  return tree?.kind === 'object' ? [...new Set(tree.members.map(({ name }) => name))] : null
}

const list = (names: readonly string[]): string => names.slice(0, 6).join(', ')

/** How much the names of a body are those of a message: the share of what both have in all that either must have. */
function likeness(form: Message, names: readonly string[]): { score: number; reason: Text } {
  const { schema } = fieldOf(form.schema)
  const shape: z.core.$ZodShape = schema instanceof z.ZodObject ? schema.shape : {}
  const common = names.filter((name) => Object.hasOwn(shape, name))
  const missing = Object.keys(shape).filter(
    (name) => !names.includes(name) && !fieldOf(shape[name]!).optional,
  )
  const odd = names.filter((name) => !Object.hasOwn(shape, name))
  const all = common.length + missing.length + odd.length
  const said = (ru: string, en: string, what: readonly string[]): Text[] =>
    what.length === 0 ? [] : [{ ru: `${ru}: ${list(what)}`, en: `${en}: ${list(what)}` }]
  const parts = [
    ...said('есть', 'has', common),
    ...said('не хватает', 'lacks', missing),
    ...said('лишние', 'beyond it', odd),
  ]
  return {
    score: all === 0 ? 0 : common.length / all,
    reason: { ru: parts.map(({ ru }) => ru).join('; '), en: parts.map(({ en }) => en).join('; ') },
  }
}

/**
 * What a body is, by its content; with a choice, which of the chosen operation's messages. `null` when nothing fits.
 */
export function recognise(body: WireBody, choice: Choice = {}): Identified | null {
  const found = identify(body, { fixture: true })
  const isChosen =
    found &&
    (choice.contract === undefined ||
      found.operation.contract.split('/')[0] === choice.contract.split('/')[0]) &&
    (choice.operation === undefined ||
      [found.operation.id, found.operation.id.split('.')[1]].includes(choice.operation))
  if (isChosen) return found
  if (choice.contract === undefined && choice.operation === undefined) return null
  const names = namesOf(body) ?? []
  const [best] = spoken(choice)
    .map((one) => ({ ...one, ...likeness(one.form, names) }))
    .sort((a, b) => b.score - a.score)
  if (!best) return null
  return {
    operation: best.operation,
    message: best.message,
    form: best.form,
    confidence: Math.round(best.score * 100) / 100,
    reason: {
      ru: `указано вами${best.reason.ru && `; ${best.reason.ru}`}`,
      en: `as you said${best.reason.en && `; ${best.reason.en}`}`,
    },
  }
}

/** What a body is taken for, then what it could be by its names, likeliest first. */
export function candidates(body: WireBody, first: Identified | null): Candidate[] {
  const names = namesOf(body)
  const taken: Candidate[] = first
    ? [
        {
          contract: first.operation.contract,
          operation: first.operation.id,
          message: first.message,
          confidence: first.confidence,
          reason: first.reason,
        },
      ]
    : []
  if (!names) return taken
  const seen = new Set<Message>(first ? [first.form] : [])
  const others = spoken({})
    .filter(({ form }) => !seen.has(form) && Boolean(seen.add(form)))
    .map(({ operation, message, form }) => {
      const { score, reason } = likeness(form, names)
      return { contract: operation.contract, operation: operation.id, message, score, reason }
    })
    .filter(
      ({ score, operation, message }) =>
        score >= LIKELY && !(operation === first?.operation.id && message === first.message),
    )
    .sort((a, b) => b.score - a.score)
    .slice(0, RUNNERS_UP)
  // What the clues have decided is surer than what names alone suggest.
  const ceiling = first ? first.confidence * 0.9 : 0.9
  return [
    ...taken,
    ...others.map(({ score, ...one }) => ({
      ...one,
      confidence: Math.round(Math.min(score, ceiling) * 100) / 100,
    })),
  ]
}
