import type { EventKind, KsupEvent } from './model.ts'
import type { Warning } from './service.ts'
import type { KsupDb } from './tables.ts'

/** The timelines of contacts, items and deals. */

type Subject = { contact: string } | { item: number } | { deal: number }

export interface NewEvent {
  at: string
  kind: EventKind
  text: string
  messageId?: string
  warnings?: readonly Warning[]
}

export async function addEvent(db: KsupDb, about: Subject, event: NewEvent): Promise<void> {
  await db
    .insertInto('ksup_event')
    .values({
      at: event.at,
      kind: event.kind,
      text: event.text,
      message_id: event.messageId ?? null,
      warnings_json: JSON.stringify(event.warnings ?? []),
      contact: 'contact' in about ? about.contact : null,
      item: 'item' in about ? about.item : null,
      deal: 'deal' in about ? about.deal : null,
    })
    .execute()
}

/** A card shows so many. */
const SHOWN = 200

/** Newest first. */
export async function eventsOf(db: KsupDb, about: Subject): Promise<KsupEvent[]> {
  const [column, value] = Object.entries(about)[0] as ['contact' | 'item' | 'deal', string | number]
  const rows = await db
    .selectFrom('ksup_event')
    .select(['id', 'at', 'kind', 'text', 'message_id', 'warnings_json'])
    .where(column, '=', value)
    .orderBy('id', 'desc')
    .limit(SHOWN)
    .execute()
  return rows.map(({ warnings_json, ...event }) => ({
    ...event,
    warnings: JSON.parse(warnings_json) as Warning[],
  }))
}
