import { describe, expect, it } from 'vitest'
import { linkKeyOf } from '../../server/contracts/ksup/link-key.ts'
import type { KnownBody } from '../../server/contracts/ksup/known-body.ts'

const ref = 'd1000000-94a5-11f0-8de9-0242ac120001'
const id = '0b8a3f40-94a5-11f0-8de9-0242ac120030'
const meta = { message_id: id, seq: 1, sent_at: '2025-09-18T12:30:00' }
const body = (members: Partial<KnownBody>): KnownBody => ({ meta, ...members })

describe('[DD-06] the key that a message takes its turn by', () => {
  it.each([
    ['ksup.contactCreate', body({ code_ksup: '58213' }), 'contact-new:58213'],
    ['ksup.contactLink', body({ code_ksup: '58213', code_1c: '00-0001' }), 'contact:00-0001'],
    ['ksup.contactChange', body({ code_1c: '00-0001' }), 'contact:00-0001'],
    ['ksup.retail', body({ type: 'roznica', code_1c: '00-0001' }), 'contact:00-0001'],
    ['ksup.retail', body({ type: 'roznicanocard', meta: { ...meta, source_ref: ref } }), `message:${ref}`],
    ['ksup.orders', body({ deal_number: 7741 }), 'deal:7741'],
    ['ksup.income', body({ deal_number: 7741 }), 'deal:7741'],
    ['ksup.shipments', body({ deal_number: 7741 }), 'deal:7741'],
    ['ksup.unassignedIncome', body({ meta: { ...meta, source_ref: ref } }), `message:${ref}`],
    ['ksup.unassignedIncome', body({}), `message:${id}`],
    ['ksup.nomenclatureCreate', body({ article: 'A-1' }), 'item:A-1'],
  ])('%s: %j', (operation, message, key) => {
    expect(linkKeyOf(operation, message)).toBe(key)
  })

  it('[DD-23] an item keeps its key when its article changes', () => {
    const known = { ...meta, source_ref: ref }
    expect(linkKeyOf('ksup.nomenclatureCreate', body({ meta: known, article: 'A-1' }))).toBe(
      linkKeyOf('ksup.nomenclatureChange', body({ meta: known, article: 'B-2', article_old: 'A-1' })),
    )
    // Without a reference the old article is what КСУП knows the item by.
    expect(linkKeyOf('ksup.nomenclatureChange', body({ article: 'B-2', article_old: 'A-1' }))).toBe(
      'item:A-1',
    )
  })
})
