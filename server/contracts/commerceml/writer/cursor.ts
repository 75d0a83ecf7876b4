import type { CmlKind, CmlRecord } from '../model.ts'
import type { CmlSourceOfRecords } from './model.ts'

/** The order in which a source gives its records; a pass stops as soon as what it looks for cannot come any more. */
const order: readonly CmlKind[] = [
  'root',
  'classifier',
  'group',
  'property',
  'unit',
  'priceType',
  'warehouse',
  'catalogue',
  'item',
  'package',
  'offer',
  'counterparty',
  'document',
]

/** One pass over the records of an export that several files share: each takes up where the one before has stopped. */
export interface Cursor {
  /** The record that comes next, `null` behind the last one. */
  peek(): Promise<CmlRecord | null>
  /** Goes on to the first record that is none of those before `kind`, and hands out what it passed. */
  skipTo(kind: CmlKind): AsyncGenerator<CmlRecord>
  /**
   * Records as long as they are of these kinds, `most` of `counted` at most. Takes no record for which it has no use:
   * a source may see by that which file a record went into.
   */
  run(kinds: readonly CmlKind[], counted?: CmlKind, most?: number): AsyncGenerator<CmlRecord>
  close(): Promise<void>
}

export function createCursor(source: CmlSourceOfRecords): Cursor {
  const records = source()[Symbol.asyncIterator]()
  let ahead: CmlRecord | null | undefined

  async function peek(): Promise<CmlRecord | null> {
    if (ahead === undefined) {
      const next = await records.next()
      ahead = next.done ? null : next.value
    }
    return ahead
  }

  async function* takeWhile(wanted: (record: CmlRecord) => boolean): AsyncGenerator<CmlRecord> {
    for (let record = await peek(); record !== null && wanted(record); record = await peek()) {
      ahead = undefined
      yield record
    }
  }

  return {
    peek,
    skipTo: (kind) => takeWhile((record) => order.indexOf(record.kind) < order.indexOf(kind)),
    async *run(kinds, counted, most = Infinity) {
      let taken = 0
      for await (const record of takeWhile(({ kind }) => kinds.includes(kind))) {
        if (record.kind === counted) taken += 1
        yield record
        if (taken >= most) return
      }
    },
    async close() {
      await records.return?.()
    },
  }
}
