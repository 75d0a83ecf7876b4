import type { SimpleStep } from './language.ts'
import { durationMs, filled, type Scope } from './values.ts'
import type { Outcome, World } from './world.ts'

export interface StepContext {
  world: World
  scope: Scope
  /** Entries after this one belong to the run. */
  afterEntry: number
}

const done = (body: unknown = null): Outcome => ({
  status: 200,
  headers: {},
  body,
  code: null,
  entry: null,
  failure: null,
})

/** Steps that change nothing may be done again. */
export const isLook = (step: SimpleStep): boolean => 'read' in step || 'journal' in step

/** Entries of a run that one look takes. */
const MOST_ENTRIES = 500

interface Row {
  id: number
}

async function journal(
  step: Extract<SimpleStep, { journal: unknown }>,
  { world, scope, afterEntry }: StepContext,
) {
  const wanted = filled(step.journal, scope)
  const query = typeof wanted === 'string' ? { q: wanted } : (wanted as Record<string, unknown>)
  const outcome = await world.call('journal.page', { query: { ...query, limit: MOST_ENTRIES } })
  if (outcome.status >= 400) return outcome
  const rows = (outcome.body as { rows: Row[] }).rows.filter(({ id }) => id > afterEntry).reverse()
  return { ...outcome, body: { count: rows.length, entries: rows }, entry: rows.at(-1)?.id ?? null }
}

interface TableRow {
  id: string
  site_id: string
}
interface Choice {
  ref: string
  code: string
  name: string
}

/** Binds a row of a mapping table as a person does: by what is seen on the screen. */
async function mapRow(
  { map }: Extract<SimpleStep, { map: unknown }>,
  { world, scope }: StepContext,
): Promise<Outcome> {
  const { kind, site_id, onec } = filled(map, scope) as typeof map
  const table = await world.call('mappings.table', { params: { kind } })
  if (table.status >= 400) return table
  const choices = await world.call('mappings.choices', { params: { kind } })
  if (choices.status >= 400) return choices
  const known = (table.body as { rows: TableRow[] }).rows.find((row) => row.site_id === site_id)
  const { site = [], onec: elements } = choices.body as {
    site?: { id: string; name: string }[]
    onec: Choice[]
  }
  const element =
    onec === null ? null : elements.find(({ name, code, ref }) => [name, code, ref].includes(onec))
  if (element === undefined) throw new Error(`В 1С нет элемента «${onec}» для соответствия ${kind}`)
  const name = site.find(({ id }) => id === site_id)?.name ?? site_id
  const row = {
    ...(known ?? { site_id, site_name: name }),
    ref_1c: element?.ref ?? null,
    code_1c: element?.code ?? null,
    name_1c: element?.name ?? null,
  }
  return world.call('mappings.save', { params: { kind }, body: { put: [row] } })
}

async function clock(
  { clock: given }: Extract<SimpleStep, { clock: string }>,
  { world, scope }: StepContext,
): Promise<Outcome> {
  const wanted = filled(given, scope) as string
  if (wanted === 'freeze' || wanted === 'go' || wanted === 'reset')
    return world.call('clock.set', { body: { action: wanted } })
  const [, sign, length] = /^([+-])(.+)$/.exec(wanted) ?? []
  return length === undefined
    ? world.call('clock.set', { body: { action: 'move', at: wanted } })
    : world.call('clock.set', {
        body: { action: 'move', byMs: (sign === '-' ? -1 : 1) * durationMs(length) },
      })
}

/** A rule needs no more than what it does: it is called as the step, and is gone after the run. */
async function fault(
  step: Extract<SimpleStep, { fault: unknown }>,
  { world, scope }: StepContext,
): Promise<Outcome> {
  const wanted = filled(step.fault, scope)
  return typeof wanted === 'string'
    ? world.call('faults.preset', { params: { preset: wanted }, body: { on: true } })
    : world.call('faults.save', {
        body: { id: 'scenario', name: (step.step ?? 'Помеха сценария').slice(0, 80), ...(wanted as object) },
      })
}

/** Carries out a step that has no steps of its own. What the bench refuses is an outcome. */
export async function carryOut(step: SimpleStep, context: StepContext): Promise<Outcome> {
  const { world, scope } = context
  const input = () => {
    const { params, query, body } = filled(step, scope) as Record<string, never>
    return { params, query, body }
  }
  if ('do' in step) return world.call(filled(step.do, scope) as string, input())
  if ('read' in step) return world.call(filled(step.read, scope) as string, input())
  if ('send' in step) {
    const { send, step: _title, note: _note, save: _save, expect: _expect, ...request } = step
    return world.send(filled(send, scope) as string, filled(request, scope) as object)
  }
  if ('http' in step) return world.http(filled(step.http, scope) as typeof step.http)
  if ('journal' in step) return journal(step, context)
  if ('map' in step) return mapRow(step, context)
  if ('clock' in step) return clock(step, context)
  if ('fault' in step) return fault(step, context)
  if ('faults' in step) return world.call('faults.switch', { body: { on: false } })
  if ('snapshot' in step)
    return world.call('snapshots.save', { body: { name: filled(step.snapshot, scope) } })
  if ('restore' in step)
    return world.call('snapshots.restore', { body: { name: filled(step.restore, scope) } })
  if ('settings' in step) {
    await world.settings(filled(step.settings, scope) as Record<string, unknown>)
    return done()
  }
  if ('check' in step) return done(filled(step.check, scope))
  return done()
}
