import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAdminClient, type AdminClient } from '../../server/admin/client.ts'
import { FaultRule } from '../../server/faults/model.ts'
import type { Role } from '../../server/team/model.ts'
import { openBench, refusal, type OpenBench } from './admin-bench.ts'

/** Two people at the screens of faults, errands and scenarios; and what a role does not get by a way around. */

let bench: OpenBench
let boris: AdminClient
let clientOf: (role: Role) => Promise<AdminClient>
beforeAll(async () => {
  bench = await openBench()
  const body = { login: 'anna', name: 'Анна', role: 'admin' as const, password: 'не короче восьми' }
  await bench.api.call('team.add', { body })
  clientOf = async (role) => {
    const { secret } = await bench.api.call('team.addToken', { body: { login: 'anna', name: role, role } })
    return createAdminClient(bench.address, secret)
  }
  boris = await clientOf('integrator')
})
afterAll(() => bench.stop())

const overtaken = async (call: Promise<unknown>) => {
  const { status, code, problem } = await refusal(call)
  expect([status, code]).toEqual([412, 'ADMIN-OVERTAKEN'])
  return problem['overtaken'] as { current: unknown; by: string | null }
}

describe('two people who save one thing: the second is told, and nothing is lost', () => {
  const rule = FaultRule.parse({
    id: 'delay-1',
    name: 'Медленно',
    enabled: true,
    preset: null,
    link: { from: null, to: null, contract: null, operations: [], proxy: null },
    fault: { kind: 'delay', time: { form: 'fixed', ms: 1 } },
    share: 1,
    seed: 1,
    after: 0,
    times: 0,
    schedule: null,
  })

  it('a rule of faults, changed by both, and a new one under an id that both have made up', async () => {
    await bench.api.call('faults.save', { body: rule, base: null })
    const other = { ...rule, name: 'Моё правило' }
    expect(await overtaken(boris.call('faults.save', { body: other, base: null }))).toMatchObject({
      current: rule,
    })
    const theirs = { ...rule, share: 0.5 }
    await boris.call('faults.save', { body: theirs, base: rule })
    const late = { ...rule, times: 3 }
    expect(await overtaken(bench.api.call('faults.save', { body: late, base: rule }))).toEqual({
      current: theirs,
      by: 'Анна · integrator',
      at: expect.any(String) as string,
    })
    // Both edits, by whoever knows of both.
    await bench.api.call('faults.save', { body: { ...theirs, times: 3 }, base: theirs })
    expect((await bench.api.call('faults.list')).rules).toMatchObject([{ share: 0.5, times: 3 }])
    expect(
      await bench.api.call('team.lastChange', { query: { call: 'faults.save', subject: 'delay-1' } }),
    ).not.toBeNull()
    // Switching is no form: it overwrites nothing else.
    await boris.call('faults.switch', { body: { ids: ['delay-1'], on: false } })
  })

  it('an errand', async () => {
    const body = { errand: 'journal.retention', when: { kind: 'every', minutes: 30 } } as const
    const { id } = await bench.api.call('errands.save', { body })
    const [base] = bench.parts.workspace.document.value.schedules
    await boris.call('errands.save', { body: { ...base!, name: 'Уборка' }, base: base! })
    const late = { ...base!, limitMinutes: 5 }
    expect(await overtaken(bench.api.call('errands.save', { body: late, base: base! }))).toMatchObject({
      current: { id, name: 'Уборка', limitMinutes: 60 },
    })
  })

  it('the text of a scenario, in a file of its own', async () => {
    const params = { id: 'общий' }
    const text = (title: string) => ({ text: `scenario: ${title}\nsteps:\n  - read: state.read\n` })
    await bench.api.call('scenarios.save', { params, body: text('Первый'), base: null })
    await boris.call('scenarios.save', { params, body: text('Второй'), base: text('Первый') })
    expect(
      await overtaken(
        bench.api.call('scenarios.save', { params, body: text('Третий'), base: text('Первый') }),
      ),
    ).toMatchObject({ current: text('Второй'), by: 'Анна · integrator' })
    expect(await bench.api.call('scenarios.text', { params })).toMatchObject(text('Второй'))
  })
})

describe('mapping tables are an integrator’s, by whatever way they come', () => {
  it('a tester restores the bases of a snapshot with other tables, and the present tables stay', async () => {
    const tester = await clientOf('tester')
    const { id } = await tester.call('snapshots.save', { body: { name: 'До правки' } })
    // The same tables: nothing that a tester may not write.
    await tester.call('snapshots.restore', { body: { id, keepPresent: false } })
    await bench.mapCourier()
    const { mappings } = structuredClone(bench.parts.workspace.document.value)
    expect(await refusal(tester.call('snapshots.restore', { body: { id } }))).toMatchObject({
      status: 403,
      code: 'SNAPSHOT-TABLES',
    })
    await tester.call('snapshots.restore', { body: { id, tables: 'keep', keepPresent: false } })
    expect(bench.parts.workspace.document.value.mappings).toEqual(mappings)
    await boris.call('snapshots.restore', { body: { id, keepPresent: false } })
    expect(bench.parts.workspace.document.value.mappings).not.toEqual(mappings)
  })

  it('a tester fills bases, and not the tables', async () => {
    const tester = await clientOf('tester')
    const make = { kind: 'items', count: 1, seed: 1 } as const
    expect(await refusal(tester.call('data.fill', { body: { ...make, into: 'mappings' } }))).toMatchObject({
      status: 403,
      code: 'ADMIN-ROLE',
    })
    expect(await tester.call('data.fill', { body: { ...make, into: 'onec' } })).toMatchObject({
      into: 'onec',
    })
  })
})
