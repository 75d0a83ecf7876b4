import { expectationsOf } from './expectations.ts'
import type { Deed, DraftStep, Exchange } from './model.ts'

/** Operations of one deed that get a step of their own. */
const MOST_OPERATIONS = 5

function membersOf({ kind, name, at, input, raw, headers, within, auth }: Deed): Record<string, unknown> {
  const { params, query, body } = input
  return {
    [kind]: name,
    ...(at === undefined ? {} : { at }),
    ...(params && Object.keys(params).length > 0 ? { params } : {}),
    ...(query && Object.keys(query).length > 0 ? { query } : {}),
    ...(body === undefined || body === null ? {} : { body }),
    ...(auth === undefined ? {} : { auth }),
    ...(headers === undefined ? {} : { headers }),
    ...(within === undefined ? {} : { within }),
    ...(raw
      ? {
          raw: raw.text,
          ...(raw.contentType === '' ? {} : { contentType: raw.contentType }),
          ...(raw.encoding === 'utf-8' ? {} : { encoding: raw.encoding }),
        }
      : {}),
  }
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const

/** `1h30m` of milliseconds. */
function lengthOf(ms: number): string {
  let left = ms
  const parts = units.flatMap(([unit, size]) => {
    const count = Math.floor(left / size)
    left %= size
    return count > 0 ? [`${count}${unit}`] : []
  })
  return parts.join('') || '0s'
}

/** What a move of the clock is as a step; `null` for calls that are none. */
function clockStep({ name, input }: Deed): string | null {
  if (name !== 'clock.set') return null
  const { action, at, byMs } = (input.body ?? {}) as { action?: string; at?: string; byMs?: number }
  if (action === 'freeze' || action === 'go' || action === 'reset') return action
  if (at !== undefined) return at
  if (byMs === undefined) return null
  return `${byMs < 0 ? '-' : '+'}${lengthOf(Math.abs(byMs))}`
}

/** One step for each operation that a deed made the sides exchange: how often by then, and how the last one ended. */
function journalSteps(followed: readonly Exchange[], counts: Map<string, number>): DraftStep[] {
  const byOperation = new Map<string, Exchange[]>()
  for (const exchange of followed)
    byOperation.set(exchange.operation, [...(byOperation.get(exchange.operation) ?? []), exchange])
  for (const [operation, list] of byOperation)
    counts.set(operation, (counts.get(operation) ?? 0) + list.length)
  return [...byOperation].slice(0, MOST_OPERATIONS).map(([operation, list]): DraftStep => {
    const { title, status, code } = list.at(-1)!
    return {
      kind: 'journal',
      title: `В журнале: ${title}`,
      members: { journal: { operation } },
      save: {},
      remarks: [],
      expect: {
        'body.count': counts.get(operation)!,
        ...(status === null ? {} : { 'body.entries[last].status': status }),
        ...(code === null ? {} : { 'body.entries[last].code': code }),
      },
      outcome: null,
    }
  })
}

/** The steps of a story as it was recorded: each deed, what the sides exchanged because of it, and how things stand then. */
export function draftOf(deeds: readonly Deed[]): DraftStep[] {
  const counts = new Map<string, number>()
  return deeds.flatMap((deed): DraftStep[] => {
    const { kind, name, title, outcome, followed, looks } = deed
    const clock = clockStep(deed)
    if (clock !== null)
      return [
        {
          kind: 'clock',
          title,
          members: { clock },
          save: {},
          expect: {},
          outcome: null,
          remarks: [],
        },
        ...journalSteps(followed, counts),
      ]
    if (kind === 'send') counts.set(name, (counts.get(name) ?? 0) + 1)
    return [
      {
        kind,
        title,
        members: membersOf(deed),
        save: { ...deed.save },
        expect: expectationsOf(outcome, kind === 'send' ? 'rubles' : 'kopecks', kind === 'send'),
        outcome,
        remarks:
          outcome.status >= 400
            ? [`Так и было: отказ ${outcome.code ?? outcome.status} — часть истории.`]
            : [],
      },
      ...journalSteps(followed, counts),
      ...looks.map(({ read, title: lookTitle, params, query, outcome: seen }): DraftStep => ({
        kind: 'read',
        title: lookTitle,
        members: { read, ...(params ? { params } : {}), ...(query ? { query } : {}) },
        save: {},
        expect: expectationsOf(seen, 'kopecks', false),
        outcome: seen,
        remarks: [],
      })),
    ]
  })
}
