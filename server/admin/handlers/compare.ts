import { compareBodies } from '../../contracts/compare/compare.ts'
import { compareHeads } from '../../contracts/compare/heads.ts'
import type { WireBody } from '../../contracts/operation.ts'
import { bodyView, sha256Of } from '../../journal/body-view.ts'
import { entryUnknown, type BodyPart } from '../../journal/journal.ts'
import { maskPersonal } from '../../journal/mask.ts'
import { zoneOfEntry } from '../../entry-zone.ts'
import type { JournalEntry, JournalRow } from '../../journal/model.ts'
import type { z } from 'zod'
import type { ComparedSide, CompareSource } from '../api-compare.ts'
import type { BenchParts } from '../deps.ts'
import type { AdminHandlers } from '../routes.ts'
import { fixtureSources } from './fixtures.ts'
import { entryId } from './journal.ts'

/** What one side of a comparison turned out to be. */
interface Opened {
  side: ComparedSide
  body: WireBody
  entry: JournalEntry | null
}

const NO_BODY: WireBody = { bytes: new Uint8Array(), contentType: '' }

/** An entry as a line of the journal has it. */
function rowOf(entry: JournalEntry): JournalRow {
  const {
    url: _url,
    requestHeaders: _requestHeaders,
    responseHeaders: _responseHeaders,
    request: _request,
    response: _response,
    findings: _findings,
    replacements: _replacements,
    failure: _failure,
    connection: _connection,
    keys: _keys,
    ...row
  } = entry
  return row
}

export function compareHandlers({ journal, workspace }: BenchParts) {
  const fixtures = fixtureSources(workspace.path)

  async function entryOf(id: number): Promise<JournalEntry> {
    const entry = await journal.entry(id)
    if (!entry) throw entryUnknown(id)
    return entry
  }

  const bodyOf = async (id: number, part: BodyPart): Promise<WireBody> =>
    (await journal.body(id, part)) ?? NO_BODY

  function sideOf(body: WireBody, name: string, entry: JournalEntry | null): ComparedSide {
    const { contentType, bytes, sha256, text, encoding, truncated } = bodyView(
      body.bytes,
      body.contentType,
      sha256Of(body.bytes),
    )
    return { entry: entry && rowOf(entry), name, contentType, bytes, sha256, text, encoding, truncated }
  }

  async function open(source: z.output<typeof CompareSource>): Promise<Opened> {
    if ('entry' in source) {
      const entry = await entryOf(source.entry)
      const body = await bodyOf(source.entry, source.part)
      return { side: sideOf(body, `${source.entry}/${source.part}`, entry), body, entry }
    }
    if ('fixture' in source) {
      const body = await fixtures.open(source.fixture)
      return { side: sideOf(body, source.fixture, null), body, entry: null }
    }
    const bytes =
      'text' in source ? new TextEncoder().encode(source.text) : Buffer.from(source.base64, 'base64')
    const body = { bytes, contentType: source.contentType }
    return { side: sideOf(body, source.name, null), body, entry: null }
  }

  /** What is no entry is in the zone that was said, else in that of the entry beside it. */
  function zonesOf(left: JournalEntry | null, right: JournalEntry | null, said?: string) {
    const { value } = workspace.document
    const own = (entry: JournalEntry | null) => entry && zoneOfEntry(entry, value)
    const zone = own(left) ?? said ?? own(right) ?? value.siteOrders.zone
    return { zone, rightZone: own(right) ?? said ?? zone, masked: maskPersonal }
  }

  return {
    'compare.fixtures': () => fixtures.list(),

    'compare.bodies': async ({ body }) => {
      const [left, right] = [await open(body.left), await open(body.right)]
      return {
        left: left.side,
        right: right.side,
        comparison: compareBodies(left.body, right.body, zonesOf(left.entry, right.entry, body.zone)),
        heads: left.entry && right.entry && compareHeads(left.entry, right.entry),
      }
    },

    'compare.entries': async ({ body }) => {
      const [left, right] = [await entryOf(body.left), await entryOf(body.right)]
      const options = zonesOf(left, right)
      const compared = async (part: BodyPart) =>
        left[part] || right[part]
          ? compareBodies(await bodyOf(left.id, part), await bodyOf(right.id, part), options)
          : null
      return {
        left: rowOf(left),
        right: rowOf(right),
        heads: compareHeads(left, right),
        request: await compared('request'),
        response: await compared('response'),
      }
    },

    'compare.candidates': async ({ params }) => {
      const entry = await entryOf(entryId(params.id))
      const { id, operation, subject, repeats } = entry
      const before = async (filter: { subject?: string }): Promise<JournalRow | null> =>
        operation === null
          ? null
          : ((await journal.page({ operation, ...filter, before: id, limit: 1 })).rows[0] ?? null)
      const repeated = repeats === null ? null : await journal.entry(repeats)
      return {
        repeats: repeated && rowOf(repeated),
        previous: (subject === null ? null : await before({ subject })) ?? (await before({})),
      }
    },
  } satisfies Partial<AdminHandlers>
}
