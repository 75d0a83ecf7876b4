import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aBase } from './catalogue-base.ts'

const samples = join(import.meta.dirname, '../../../shared/samples/commerceml')
// CommerceML 1 is in there to be refused.
const files = existsSync(samples)
  ? readdirSync(samples).filter((name) => name.endsWith('.xml') && !name.startsWith('v77'))
  : []

if (files.length === 0) it.skip('real files are not here: ../shared/samples/commerceml')

it.each(files)('[C §13] a real file sent twice changes nothing the second time: %s', async (name) => {
  const { catalogue } = await aBase()
  const options = { missing: 'delete', keepDocuments: true } as const
  const first = await catalogue.import(join(samples, name), options).done
  expect(first).toMatchObject({ outcome: 'done', refusal: null })
  const before = { counts: await catalogue.counts(), change: await catalogue.changeNumber() }
  const second = await catalogue.import(join(samples, name), options).done
  for (const counts of Object.values(second.counts))
    expect(counts).toMatchObject({ added: 0, changed: 0, deactivated: 0, deleted: 0 })
  expect({ counts: await catalogue.counts(), change: await catalogue.changeNumber() }).toEqual(before)
  // Without repetitions, what was read is what lies there.
  const records = first.summary!.records
  if ((first.counts.item?.skipped ?? 0) === 0) expect(before.counts.items).toBe(records.item ?? 0)
  if ((first.counts.document?.skipped ?? 0) === 0) expect(before.counts.documents).toBe(records.document ?? 0)
  if ((first.counts.offer?.skipped ?? 0) === 0) expect(before.counts.offers).toBe(records.offer ?? 0)
})
