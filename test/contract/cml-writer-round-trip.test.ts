import { describe, expect, it } from 'vitest'
import { demoCmlOnec, demoCmlSite } from '../../fixtures/demo/commerceml.ts'
import type { CmlRecord } from '../../server/contracts/commerceml/model.ts'
import { cmlVersions } from '../../server/contracts/commerceml/model.ts'
import type { CmlForm, CmlNaming } from '../../server/contracts/commerceml/writer/model.ts'
import { documentsIn, expectedRecords } from './cml-writer-expected.ts'
import { aForm, bare, byKind, filesOf, ofKind, readBack, written } from './cml-writer-records.ts'

const namings: readonly CmlNaming[] = ['ut103', 'ut11', 'unf', 'module', 'module31', 'moysklad', 'businessru']

const namespaceOf = (version: CmlForm['version']): string =>
  version === '3.1' ? 'urn:1C.ru:commerceml_3' : version < '2.07' ? '' : 'urn:1C.ru:commerceml_2'

/** All producers in UTF-8; encoding and producer have nothing to do with each other, so two stand for windows-1251. */
const forms = cmlVersions.flatMap((version) => [
  ...namings.map((naming) => aForm({ version, naming, namespace: namespaceOf(version) })),
  ...(['ut103', 'module31'] as const).map((naming) =>
    aForm({ version, naming, encoding: 'windows-1251', namespace: namespaceOf(version) }),
  ),
])

/** Of findings: what the reader tells for its own sake and is no fault of the file. */
const harmless = new Set(['CML-EXTRA'])

describe('a base written and read again', () => {
  it.each(forms)('[C §12 $version] $naming in $encoding gives the goods back', async (form) => {
    const bytes = await written(demoCmlOnec.records, form)
    const { records, findings, summary } = readBack(bytes)
    const [root, ...rest] = records
    expect(root).toMatchObject({ kind: 'root', version: form.version })
    expect(summary).toMatchObject({ encoding: form.encoding, bom: form.encoding === 'utf-8' })
    expect(byKind(bare(rest))).toEqual(byKind(expectedRecords(form, demoCmlOnec.records)))
    expect(findings.filter(({ code }) => !harmless.has(code))).toEqual([])
  })

  it.each(forms)('[C §10.3 $version] $naming in $encoding gives the orders of a site back', async (form) => {
    const orders = demoCmlSite.orders.map(({ document }) => document)
    const { records, findings } = readBack(await written(orders, form))
    const expected = orders.flatMap((order, index) => documentsIn(form, order, index + 1))
    expect(bare(ofKind(records, 'document'))).toEqual(bare(expected))
    expect(findings.filter(({ code }) => !harmless.has(code))).toEqual([])
  })

  it.each([
    aForm({ naming: 'ut11', portion: 25 }),
    aForm({ naming: 'module', version: '2.09' }),
    aForm({ naming: 'module31', version: '3.1', portion: 10 }),
  ])('[C §4, §7.2] all files of $naming together hold the base', async (form) => {
    const files = await filesOf(demoCmlOnec.records, form)
    const read: CmlRecord[] = files.flatMap(({ bytes }) => bare(readBack(bytes).records))
    const expected = expectedRecords(form, demoCmlOnec.records)
    for (const kind of ['group', 'property', 'priceType', 'warehouse', 'item'] as const) {
      expect(ofKind(read, kind), kind).toEqual(ofKind(expected, kind))
    }
    const merged = new Map<string, object>()
    for (const offer of ofKind(read, 'offer')) {
      const known = Object.entries(offer).filter(
        ([, value]) => value !== null && value !== '' && value !== false,
      )
      merged.set(offer.id, { ...merged.get(offer.id), ...Object.fromEntries(known) })
    }
    expect(merged.size).toBe(ofKind(expected, 'offer').length)
    for (const offer of ofKind(expected, 'offer')) {
      if (offer.deleted) continue
      const whole = Object.entries(offer).filter(
        ([, value]) => value !== null && value !== '' && value !== false,
      )
      expect(merged.get(offer.id)).toEqual(Object.fromEntries(whole))
    }
  })
})
