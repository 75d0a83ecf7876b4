import type { Journal } from './journal/journal.ts'
import type { Changes } from './storage/changes.ts'
import { createQueue } from './storage/queue.ts'
import { isOwnKindId, kindsOf, type OwnKindId, type OwnPlace, type Replacement } from './mappings/model.ts'
import type { Mappings } from './mappings/mappings.ts'
import { openMessage } from './mappings/own/places.ts'

/**
 * What own kinds do with traffic: values at their places are looked up in every exchange that is recorded, and the journal
 * says what the table has for them; those that no row answers for are listed as unmapped. Messages themselves are not
 * changed: they are sent and stored as they are.
 */

/** Larger bodies are not looked through: catalogues, files. */
const MAX_BYTES = 4 * 1024 * 1024
/** Values of one place in one message. */
const MAX_VALUES = 10_000
/** Entries whose looking through is told of as a change again. */
const REMEMBERED = 10_000

type Placed = { kind: OwnKindId; place: OwnPlace }

export interface OwnEvidence {
  /** Looks through what is still waiting. */
  done(): Promise<void>
  stop(): Promise<void>
}

export function followOwnKinds(deps: {
  mappings: Pick<Mappings, 'all' | 'toOnec' | 'toSite' | 'noteUnmapped'>
  journal: Pick<Journal, 'rows' | 'body' | 'annotate'>
  changes: Changes
  /** Receives defects of ours. */
  report(error: unknown): void
}): OwnEvidence {
  const { mappings, journal, changes, report } = deps
  const queue = createQueue()
  let last: Promise<void> = Promise.resolve()
  const seen = new Set<number>()

  function placesOf(operation: string | null): Placed[] {
    const tables = mappings.all()
    return kindsOf(tables)
      .filter(isOwnKindId)
      .flatMap((kind) => (tables[kind]?.own?.places ?? []).map((place) => ({ kind, place })))
      .filter(({ place }) => operation === null || place.operation === operation)
  }

  function replacementOf({ kind, place }: Placed, pointer: string, value: string): Replacement {
    const isSite = place.of === 'site'
    const { outcome, value: to, row } = isSite ? mappings.toOnec(kind, value) : mappings.toSite(kind, value)
    const direction = isSite ? 'site_to_1c' : 'onec_to_site'
    return { kind, pointer, part: place.part, direction, from: value, to, outcome, row: row?.id ?? null }
  }

  async function look(id: number): Promise<void> {
    const [row] = await journal.rows([id])
    const placed = row?.operation ? placesOf(row.operation) : []
    const replacements: Replacement[] = []
    for (const part of ['request', 'response'] as const) {
      const own = placed.filter(({ place }) => place.part === part)
      if (own.length === 0) continue
      const body = await journal.body(id, part)
      if (!body || body.bytes.length > MAX_BYTES) continue
      const valuesAt = openMessage(body.bytes, body.contentType)
      if (!valuesAt) continue
      for (const one of own)
        for (const { pointer, value } of valuesAt(one.place.path).slice(0, MAX_VALUES))
          replacements.push(replacementOf(one, pointer, value))
    }
    if (replacements.length === 0) return
    await journal.annotate(id, replacements)
    await mappings.noteUnmapped(
      replacements
        .filter(({ outcome }) => outcome !== 'mapped' && outcome !== 'defaulted')
        .map(({ kind, direction, from }) => ({
          kind,
          direction,
          value: from,
          name: '',
          subject: row!.subject,
          entry: id,
        })),
    )
  }

  const off = changes.subscribe(({ area, id }) => {
    if (area !== 'journal' || typeof id !== 'number' || seen.has(id)) return
    if (placesOf(null).length === 0) return
    seen.add(id)
    if (seen.size > REMEMBERED) seen.delete(seen.values().next().value!)
    last = queue(() => look(id)).catch(report)
  })

  return {
    done: () => last,
    async stop() {
      off()
      await last
    },
  }
}
