import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoCmlOnec, demoCmlSite } from '../../fixtures/demo/commerceml.ts'
import type { CmlRecord } from '../../server/contracts/commerceml/model.ts'
import type { CmlForm } from '../../server/contracts/commerceml/writer/model.ts'
import { aForm, filesOf, written } from './cml-writer-records.ts'

/** Files against schemas of the tests, which know the order of elements and the types of the contract. */

const hasXmllint = spawnSync('xmllint', ['--version']).status === 0
const schemas = resolve(import.meta.dirname, '../commerceml/schema')

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cml-schema-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The schema itself, or one of its elements in a namespace. */
function schemaFile(schema: string, namespace: string): string {
  const file = join(schemas, `${schema}.xsd`)
  if (namespace === '') return file
  const wrapper = join(folder, `${schema}-${namespace.replace(/\W/g, '-')}.xsd`)
  writeFileSync(
    wrapper,
    `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="${namespace}" elementFormDefault="qualified">
      <xs:include schemaLocation="${pathToFileURL(file).href}"/></xs:schema>`,
  )
  return wrapper
}

/** What xmllint has to say; `''` when the file is valid. */
function complaints(bytes: Uint8Array, schema: string, namespace = ''): string {
  const file = join(folder, 'file.xml')
  writeFileSync(file, bytes)
  const { status, stderr } = spawnSync(
    'xmllint',
    ['--noout', '--nonet', '--schema', schemaFile(schema, namespace), file],
    { encoding: 'utf8' },
  )
  return status === 0 ? '' : stderr
}

async function expectValid(
  records: readonly CmlRecord[],
  form: CmlForm,
  schemaOf: (name: string) => string,
): Promise<void> {
  const files = await filesOf(records, form)
  expect(files.length).toBeGreaterThan(1)
  for (const { name, bytes } of files) {
    expect(complaints(bytes, schemaOf(name), form.namespace), name).toBe('')
  }
}

describe.skipIf(!hasXmllint)('files against a schema (needs xmllint)', () => {
  it.each([
    aForm({ naming: 'moysklad', version: '2.04', bom: false }),
    aForm({ naming: 'ut103', version: '2.05' }),
    aForm({ naming: 'ut103', encoding: 'windows-1251' }),
    aForm({ naming: 'ut11', namespace: 'urn:1C.ru:commerceml_2', portion: 25 }),
    aForm({ naming: 'ut11', namespace: 'urn:1C.ru:commerceml_2', encoding: 'windows-1251' }),
    aForm({ naming: 'businessru', version: '2.08', bom: false }),
    aForm({ naming: 'unf', version: '2.08', namespace: 'urn:1C.ru:commerceml_208' }),
    aForm({ naming: 'unf', version: '2.10', namespace: 'urn:1C.ru:commerceml_210' }),
  ])('[C §6, §7] $naming $version in $encoding: catalogue and offers', async (form) => {
    await expectValid(demoCmlOnec.records, form, () => 'catalogue')
  })

  it('[C §7.1] prices and stock only', async () => {
    const records = demoCmlOnec.records.map((record) =>
      record.kind === 'package'
        ? { ...record, element: 'ИзмененияПакетаПредложений' as const, changesOnly: true }
        : record,
    )
    const form = aForm({ namespace: 'urn:1C.ru:commerceml_2' })
    await expectValid(records, form, () => 'catalogue')
  })

  it.each([0, 20])('[C §7.2] files of the module 3.1, portions of %i', async (portion) => {
    const form = aForm({
      naming: 'module31',
      version: '3.1',
      namespace: 'urn:1C.ru:commerceml_3',
      portion,
    })
    await expectValid(demoCmlOnec.records, form, () => 'split-31')
  })

  const orders = demoCmlSite.orders.map(({ document }) => document)

  it.each([
    { form: aForm({ version: '2.04', naming: 'ut103' }), schema: 'orders-205', subordinate: undefined },
    { form: aForm({ version: '2.05', naming: 'ut103' }), schema: 'orders-205', subordinate: undefined },
    { form: aForm({ version: '2.08', naming: 'unf' }), schema: 'orders-210', subordinate: undefined },
    { form: aForm({ version: '2.10', naming: 'module' }), schema: 'orders-210', subordinate: undefined },
    { form: aForm({ version: '2.10', naming: 'unf' }), schema: 'orders-210', subordinate: undefined },
    {
      form: aForm({ version: '2.10', naming: 'ut11' }),
      schema: 'orders-210',
      subordinate: 'nested' as const,
    },
    { form: aForm({ version: '3.1', naming: 'module31' }), schema: 'orders-31', subordinate: undefined },
  ])('[C §10, §10.3] orders of $form.version for $form.naming', async ({ form, schema, subordinate }) => {
    const bytes = await written(orders, form, subordinate === undefined ? {} : { subordinate })
    expect(complaints(bytes, schema)).toBe('')
  })

  it('the schemas do find what is out of order', async () => {
    const bytes = await written(demoCmlOnec.records, aForm())
    const swapped = bytes
      .toString('utf8')
      .replace(/(<Артикул>[^<]*<\/Артикул>)\s*(<Наименование>[^<]*<\/Наименование>)/, '$2$1')
    expect(complaints(Buffer.from(swapped), 'catalogue')).toMatch(/Артикул/)
    expect(complaints(await written(orders, aForm({ version: '3.1' })), 'orders-210')).toMatch(/Контейнер/)
  })

  it('a file that is valid is one that xmllint reads without a schema too', async () => {
    const file = join(folder, 'plain.xml')
    writeFileSync(file, await written(demoCmlOnec.records, aForm({ encoding: 'windows-1251' })))
    const count = execFileSync('xmllint', ['--xpath', 'count(//*[local-name()="Товар"])', file], {
      encoding: 'utf8',
    })
    expect(Number(count)).toBe(demoCmlOnec.records.filter(({ kind }) => kind === 'item').length)
  })
})
