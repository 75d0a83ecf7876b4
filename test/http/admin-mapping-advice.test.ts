import { Command } from 'commander'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { addMappingsCheck } from '../../server/cli/mappings-check.ts'
import type { MappingProblem } from '../../server/mappings/checks/model.ts'
import { mappingKinds } from '../../server/mappings/model.ts'
import { openBench, refusal, type OpenBench } from './admin-bench.ts'

/** Suggestions and checks of the mapping tables, over the admin API and on the command line. */

let bench: OpenBench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench?.stop())

const table = (kind: string) => bench.api.call('mappings.table', { params: { kind } })
const suggestions = (kind: string) => bench.api.call('mappings.suggestions', { params: { kind } })
const accept = (kind: string, body: { ids?: string[]; threshold?: number }) =>
  bench.api.call('mappings.acceptSuggestions', { params: { kind }, body })
const problems = (kind?: (typeof mappingKinds)[number]) =>
  bench.api.call('mappings.problems', { query: { kind } })

/** Takes the 1C side out of rows, or whole rows out of the table. */
async function unbind(kind: string, ids: string[], whole = false) {
  const { rows } = await table(kind)
  const chosen = rows.filter(({ site_id }) => ids.includes(site_id))
  await bench.api.call('mappings.save', {
    params: { kind },
    body: whole
      ? { remove: chosen.map(({ id }) => id) }
      : { put: chosen.map((row) => ({ ...row, ref_1c: '', code_1c: '', name_1c: '' })) },
  })
  return chosen
}

/** `obmen mappings check …` in this process; the command group belongs to the caller. */
async function checkCommand(args: string[]) {
  const out: string[] = []
  const written = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out.push(String(text))
    return true
  })
  const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const group = new Command('mappings').exitOverride()
  addMappingsCheck(group, '')
  try {
    await group.parseAsync(['check', '--address', bench.address, ...args], { from: 'user' })
    return { code: process.exitCode ?? 0, stdout: out.join(''), stderr: told.mock.calls.join('') }
  } finally {
    written.mockRestore()
    told.mockRestore()
    process.exitCode = undefined
  }
}

it('suggests values of both sides, and binds nothing by itself', async () => {
  const before = await unbind('storage', ['sclad_kazan'])
  const held = await table('storage')
  const { suggestions: found, threshold, asked } = await suggestions('storage')
  expect({ threshold, asked }).toEqual({ threshold: 0.8, asked: { site: true, onec: true } })
  expect(found[0]).toMatchObject({
    kind: 'storage',
    site: { id: 'sclad_kazan', row: before[0]!.id },
    onec: { ref: before[0]!.ref_1c },
    reason: { text: { ru: expect.any(String) as string, en: expect.any(String) as string } },
  })
  expect((await table('storage')).rows).toEqual(held.rows)

  const { accepted, changed } = await accept('storage', { ids: [found[0]!.id] })
  expect(accepted).toEqual([found[0]!.id])
  expect(changed.find(({ site_id }) => site_id === 'sclad_kazan')).toMatchObject({
    id: before[0]!.id,
    state: 'mapped',
    ref_1c: before[0]!.ref_1c,
    name_1c: before[0]!.name_1c,
  })
})

it('takes all above a threshold as one change, and never more than was asked', async () => {
  const before = await unbind(
    'transport_company',
    (await table('transport_company')).rows.map(({ site_id }) => site_id),
    true,
  )
  const { suggestions: found } = await suggestions('transport_company')
  expect(found.length).toBe(before.length)
  expect(await accept('transport_company', { threshold: 1 })).toMatchObject({
    accepted: found.filter(({ confidence }) => confidence === 1).map(({ id }) => id),
  })
  await accept('transport_company', { threshold: 0 })
  const { rows } = await table('transport_company')
  const bonds = (list: typeof before) => list.map(({ site_id, code_1c }) => `${site_id} ${code_1c}`).sort()
  expect(bonds(rows)).toEqual(bonds(before))
  expect((await accept('transport_company', { threshold: 0 })).accepted).toEqual([])
})

it('refuses pairs that are not suggested any more as a whole, and a request that does not say which', async () => {
  await unbind('storage', ['sclad_kazan', 'sclad_spb'])
  const { suggestions: found } = await suggestions('storage')
  const held = await table('storage')
  const stale = await refusal(accept('storage', { ids: [found[0]!.id, '["gone","","",""]'] }))
  expect(stale).toMatchObject({ status: 409, code: 'MAPPING-SUGGESTIONS-STALE' })
  expect((await table('storage')).rows).toEqual(held.rows)
  expect(await refusal(accept('storage', {}))).toMatchObject({ status: 422 })
  expect(await refusal(accept('storage', { ids: ['x'], threshold: 1 }))).toMatchObject({ status: 422 })
  expect(await refusal(suggestions('nonsense'))).toMatchObject({ status: 404, code: 'MAPPING-KIND-UNKNOWN' })
  await accept('storage', { threshold: 0 })
})

it('finds problems of every table against both sides, and mends those with a certain fix', async () => {
  const { rows } = await table('city')
  const moscow = rows.find(({ site_id }) => site_id === 'moscow')!
  await bench.api.call('mappings.save', {
    params: { kind: 'city' },
    body: {
      put: [
        { ...moscow, site_name: 'Старое имя' },
        { ...moscow, id: 'again', site_id: '' },
        { ...moscow, id: 'gone', site_id: 'atlantis', site_name: 'Атлантида' },
      ],
    },
  })
  const { problems: found, asked } = await problems('city')
  expect(asked).toEqual({ city: { site: true, onec: true } })
  const byCode = (code: string) => found.find((one) => one.code === code)
  expect(byCode('name-site')).toMatchObject({ rows: [moscow.id], severity: 'warning' })
  expect(byCode('gone-site')).toMatchObject({ rows: ['gone'], fix: null })
  const all = await problems()
  expect(Object.keys(all.asked).sort()).toEqual([...mappingKinds].sort())
  expect(all.problems.filter(({ kind }) => kind === 'city')).toEqual(found)

  const ids = [byCode('name-site')!.id, byCode('gone-site')!.id, 'city:spaces:nobody']
  const mended = await bench.api.call('mappings.fixProblem', { body: { ids } })
  expect(mended).toEqual({ fixed: [ids[0]], left: ids.slice(1) })
  expect((await table('city')).rows.find(({ id }) => id === moscow.id)!.site_name).toBe(moscow.site_name)
  expect((await problems('city')).problems.map(({ code }) => code)).not.toContain('name-site')
})

it('a side that is not simulated is not asked, and its rows are not called wrong', async () => {
  await bench.api.call('sides.save', {
    params: { side: 'site' },
    body: { mode: 'real', address: 'https://shop.example.ru', user: '1c', password: null },
  })
  const { problems: found, asked } = await problems('city')
  expect(asked).toEqual({ city: { site: false, onec: true } })
  expect(found.map(({ code }) => code)).not.toContain('gone-site')
  expect((await suggestions('city')).asked).toEqual({ site: false, onec: true })
})

it('obmen mappings check: a table of problems, 1 for errors, 0 for warnings alone', async () => {
  const whole = await checkCommand([])
  expect(whole.code).toBe(1)
  expect(whole.stdout).toMatch(/^ошибка +delivery_method +half {2,}\S/m)
  expect(whole.stderr).toMatch(/Без справочника сайта проверено: .*city.*\nОшибок: [1-9]/)
  const one = await checkCommand(['--kind', 'order_status', '--json'])
  expect(one.code).toBe(0)
  const { problems: found } = JSON.parse(one.stdout) as { problems: MappingProblem[] }
  expect(found.filter(({ severity }) => severity === 'error')).toEqual([])
  const wrong = await checkCommand(['--kind', 'nonsense']).catch((error: unknown) => error)
  expect(wrong).toMatchObject({ code: 'commander.invalidArgument' })
})
