import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { MappingProblem } from '../../server/mappings/checks/model.ts'
import { openBench, refusal, temporaryFolder, type OpenBench } from './admin-bench.ts'
import { run } from './cli-run.ts'

/** Own kinds beside others: dictionaries that they share, what tables say against each other, files and commands. */

let bench: OpenBench
let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  bench = await openBench()
  folder = await temporaryFolder()
})
afterAll(async () => {
  await bench?.stop()
  await folder?.remove()
})

const call: OpenBench['api']['call'] = (...input) => bench.api.call(...input)
const mappings = (...args: string[]) => run(['mappings', ...args, '--address', bench.address])
const titled = (ru: string) => ({ title: { ru }, sides: { site: 'Маркетплейс', onec: '1С' } })
const rowsOf = async (kind: string) => (await call('mappings.table', { params: { kind } })).rows

it('the tables of the demo do not contradict each other', async () => {
  const { problems } = await call('mappings.problems')
  expect(problems.filter(({ beside }) => beside)).toEqual([])
})

it('a kind that shares the dictionaries of another has its values, and the check sees both tables together', async () => {
  const same = { site: { kind: 'storage', side: 'site' }, onec: { kind: 'storage', side: 'onec' } } as const
  const own = { ...titled('Склады отгрузки'), relation: '1:1', same } as const
  await call('mappings.addKind', { body: { id: 'own_shipping', own } })
  const params = { kind: 'own_shipping' }
  const choices = await call('mappings.choices', { params })
  expect(choices).toEqual(await call('mappings.choices', { params: { kind: 'storage' } }))
  expect((await call('mappings.suggestions', { params })).asked).toEqual({ site: true, onec: true })

  const [moscow, spb] = await rowsOf('storage')
  await call('mappings.save', {
    params,
    body: {
      put: [{ ...moscow!, id: 'm', ref_1c: spb!.ref_1c, code_1c: spb!.code_1c, name_1c: spb!.name_1c }],
    },
  })
  const wanted = {
    code: 'contradiction',
    kind: 'own_shipping',
    rows: ['m'],
    beside: [{ kind: 'storage', row: moscow!.id }],
    fix: null,
  }
  for (const kind of ['own_shipping', 'storage'] as const)
    expect((await call('mappings.problems', { query: { kind } })).problems).toContainEqual(
      expect.objectContaining(wanted),
    )
  const { problems } = await call('mappings.problems', { query: { kind: 'city' } })
  expect(problems.filter(({ beside }) => beside)).toEqual([])

  const told = await mappings('check', '--kind', 'own_shipping')
  expect(told.code).toBe(0)
  expect(told.stdout).toMatch(
    /замечание +own_shipping +contradiction +Таблицы противоречат друг другу: .*«Склады»/,
  )
  const checked = await mappings('check', '--json')
  const json = JSON.parse(checked.stdout) as { problems: MappingProblem[] }
  expect(json.problems).toContainEqual(expect.objectContaining(wanted))
})

it('the other side of a dictionary serves as well, and a kind that is not there is refused', async () => {
  const onec = { kind: 'storage', side: 'site' } as const
  await call('mappings.addKind', {
    body: { id: 'own_turned', own: { ...titled('Наоборот'), relation: 'N:1', same: { onec } } },
  })
  const turned = await call('mappings.choices', { params: { kind: 'own_turned' } })
  const { site } = await call('mappings.choices', { params: { kind: 'storage' } })
  expect(turned.onec).toEqual(site.map(({ id, name }) => ({ ref: id, code: '', name })))
  expect(turned.site).toEqual([])
  const gone = { onec: { kind: 'own_gone', side: 'onec' } } as const
  const refused = await refusal(
    call('mappings.addKind', {
      body: { id: 'own_x', own: { ...titled('Нет'), relation: '1:1', same: gone } },
    }),
  )
  expect(refused).toMatchObject({ code: 'MAPPING-KIND-UNKNOWN' })
})

it('JSON with an own kind makes it where it is not, by the admin API and by the command line', async () => {
  const there = join(folder.path, 'own.json')
  const exported = await mappings('export', '--format', 'json', '--kind', 'own_shipping')
  expect(exported.code).toBe(0)
  const renamed = exported.stdout.replaceAll('own_shipping', 'own_copied')
  await writeFile(there, renamed)

  const dry = await mappings('import', there, '--dry-run')
  expect(dry.code).toBe(0)
  expect((await call('mappings.kinds')).map(({ kind }) => kind)).not.toContain('own_copied')
  expect(await mappings('import', there)).toMatchObject({ code: 0 })
  const kinds = new Map((await call('mappings.kinds')).map((one) => [one.kind, one]))
  expect(kinds.get('own_copied')!.own).toEqual(kinds.get('own_shipping')!.own)
  expect(await mappings('diff', there, 'workspace', '--kind', 'own_copied')).toMatchObject({ code: 0 })

  await call('mappings.removeKind', { params: { kind: 'own_copied' } })
  const done = await call('mappings.importFile', {
    body: { base64: Buffer.from(renamed).toString('base64'), apply: true },
  })
  expect(done).toMatchObject({
    problems: [],
    tables: [{ kind: 'own_copied', plan: { added: [{ id: 'm' }] } }],
  })
  expect(await rowsOf('own_copied')).toHaveLength(1)

  // A table of rows alone says nothing of the kind.
  const csv = 'kind;site_id;ref_1c\nown_absent;a;b\n'
  const absent = await call('mappings.importFile', {
    body: { base64: Buffer.from(csv).toString('base64'), apply: true },
  })
  expect(absent.problems.map(({ message }) => message.ru).join()).toContain('own_absent')
})
