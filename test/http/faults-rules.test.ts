import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Fault, FaultRule } from '../../server/faults/model.ts'
import { openBench, refusal, temporaryFolder, type OpenBench } from './admin-bench.ts'
import { run } from './cli-run.ts'

/** Rules as people switch them, by the admin API and by `obmen faults`. */

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

beforeEach(async () => {
  const { rules } = await bench.api.call('faults.list')
  if (rules.length > 0) await bench.api.call('faults.remove', { body: { ids: rules.map(({ id }) => id) } })
})

describe('calls', () => {
  it('refuse a rule that is not there, and a preset', async () => {
    expect(await refusal(bench.api.call('faults.remove', { body: { ids: ['no'] } }))).toMatchObject({
      status: 404,
      code: 'FAULT-RULE-UNKNOWN',
    })
    expect(
      await refusal(bench.api.call('faults.preset', { params: { preset: 'no' }, body: { on: true } })),
    ).toMatchObject({ code: 'FAULT-PRESET-UNKNOWN' })
  })

  it('a preset brings its rules and takes them away; all can be switched off and counted anew', async () => {
    const fault: Fault = { kind: 'unauthorized' }
    await bench.api.call('faults.save', {
      body: { id: 'rule', name: 'Проба', fault, enabled: false } as FaultRule,
    })
    const on = await bench.api.call('faults.preset', {
      params: { preset: 'cheap-hosting' },
      body: { on: true },
    })
    expect(on.rules.filter(({ preset }) => preset === 'cheap-hosting')).toHaveLength(5)
    expect(on).toMatchObject({ active: 5, enabled: 5 })
    const off = await bench.api.call('faults.switch', { body: { on: false } })
    expect(off).toMatchObject({ active: 0, enabled: 0 })
    const gone = await bench.api.call('faults.preset', {
      params: { preset: 'cheap-hosting' },
      body: { on: false },
    })
    expect(gone.rules.map(({ id }) => id)).toEqual(['rule'])
    await bench.api.call('faults.switch', { body: { ids: ['rule'], on: true } })
    await bench.exchange('/orders')
    expect((await bench.api.call('faults.list')).rules[0]).toMatchObject({
      matched: 1,
      injected: 1,
      left: null,
    })
    expect((await bench.api.call('faults.recount', { body: {} })).rules[0]).toMatchObject({ matched: 0 })
  })
})

describe('obmen faults', () => {
  const faults = (...args: string[]) => run(['faults', ...args, '--address', bench.address])

  it('rules are added by flags, listed, switched, kept in a file and removed', async () => {
    const added = await faults(
      ...['add', '--kind', 'drop', '--set', 'when.stage=middle', '--set', 'when.bytes=40'],
      ...['--to', 'site', '--share', '25%', '--times', '3', '--name', 'Обрыв на 40 байтах'],
    )
    expect(added).toMatchObject({ code: 0 })
    expect(added.stdout).toContain('drop-1  действует  0/0, осталось 3  Обрыв на 40 байтах')
    expect(added.stdout).toContain('соединение рвётся после 40 байт ответа; так с 25 % запросов')

    const listed = await faults('list', '--json')
    const [rule] = JSON.parse(listed.stdout) as { id: string; share: number }[]
    expect(rule).toMatchObject({ id: 'drop-1', share: 0.25, link: { to: 'site' } })
    expect((await faults('off')).stdout).toContain('drop-1  выключена')
    expect((await faults('on', 'drop-1')).stdout).toContain('drop-1  действует')

    const file = join(folder.path, 'rules.json')
    await writeFile(file, JSON.stringify([{ ...rule, id: 'from-file' }]))
    expect((await faults('add', file)).stdout).toContain('from-file')
    const left = await faults('remove', 'drop-1', 'from-file')
    expect([left.stdout, left.stderr]).toEqual(['', expect.stringContaining('Помех нет')])
  })

  it('presets are listed, switched on and off', async () => {
    expect((await faults('preset')).stdout).toContain('  storm-401  Шторм 401:')
    expect((await faults('preset', 'storm-401')).stdout).toContain('storm-401.all  действует')
    expect((await faults('preset')).stdout).toContain('* storm-401')
    expect((await faults('preset', 'storm-401', '--off')).stdout).toBe('')
  })

  it('what is wrong is named, and nothing is stored', async () => {
    const skewed = await faults('add', '--kind', 'skew')
    expect(skewed.code).toBe(1)
    expect(skewed.stderr).toContain('link.to')
    expect((await faults('add')).stderr).toContain('--kind')
    expect((await faults('on', 'no-such')).code).toBe(1)
    expect((await bench.api.call('faults.list')).rules).toEqual([])
  })
})
