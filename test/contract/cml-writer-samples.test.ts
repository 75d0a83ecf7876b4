import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CmlRecord } from '../../server/contracts/commerceml/model.ts'
import { aForm, bare, byKind, readBack, written } from './cml-writer-records.ts'

/** Files of real systems, read, written and read again. They are no part of the project. */

const folder = resolve(import.meta.dirname, '../../../shared/samples/commerceml')
const here = existsSync(folder)
/** CommerceML 1 is no file of ours to write. */
const samples = here
  ? readdirSync(folder).filter((name) => name.endsWith('.xml') && !name.startsWith('v77'))
  : []

/** Head and root say the version and the moment of the file itself. */
const withoutRoot = (records: readonly CmlRecord[]): CmlRecord[] =>
  records.filter(({ kind }) => kind !== 'root')

describe.skipIf(!here)('real files (needs ../shared/samples/commerceml)', () => {
  it.each(samples)('[C §5–§12] all records of %s survive being written', async (name) => {
    const before = withoutRoot(readBack(readFileSync(join(folder, name))).records)
    expect(before.length).toBeGreaterThan(0)
    const orders = before.every(({ kind }) => kind === 'document')
    const form = aForm({ version: orders ? '2.07' : '2.08', naming: orders ? 'unf' : 'module' })
    const bytes = await written(before, form, { author: 'onec' })
    const after = withoutRoot(readBack(bytes).records)
    expect(byKind(bare(after))).toEqual(byKind(bare(before)))
  })
})
