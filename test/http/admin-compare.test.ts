import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoOrders, openBench, refusal, type OpenBench } from './admin-bench.ts'
import { run } from './cli-run.ts'

/** Comparing over the admin API and in the command line. */

let bench: OpenBench
/** The order as the site gave it, twice. */
let first: number
let second: number
beforeAll(async () => {
  bench = await openBench()
  for (const _ of [1, 2]) await bench.exchange(`/orders/${demoOrders.mapped}`)
  const entries = await bench.entries({ operation: 'site-orders.getOrder', direction: 'in' })
  ;[first, second] = entries.slice(-2).map(({ id }) => id) as [number, number]
})
afterAll(() => bench?.stop())

const response = (entry: number) => ({ entry, part: 'response' as const })

describe('compare.bodies', () => {
  it('two answers about one order mean the same; their heads are compared too', async () => {
    const result = await bench.api.call('compare.bodies', {
      body: { left: response(first), right: response(second) },
    })
    expect(result.comparison).toMatchObject({
      comparable: 'contract',
      contract: 'site-orders/1',
      sameMeaning: true,
    })
    expect(result.left).toMatchObject({ entry: { id: first }, name: `${first}/response`, truncated: false })
    expect(result.heads).not.toBeNull()
    expect(result.heads!.filter(({ volatile }) => !volatile)).toEqual([])
  })

  it('an answer with a text in which something was changed', async () => {
    const { response: stored } = await bench.entry(first)
    const text = stored!.text!.replace(/"order_status":\s*"[^"]*"/, '"order_status": "Отменён"')
    const { comparison, right, heads } = await bench.api.call('compare.bodies', {
      body: { left: response(first), right: { text, name: 'мой.json' } },
    })
    expect(comparison.differences).toMatchObject([
      { kind: 'changed', path: '/order/order_status', right: 'Отменён' },
    ])
    expect(right).toMatchObject({ entry: null, name: 'мой.json', text })
    expect(heads).toBeNull()
  })

  it('a file keeps its encoding', async () => {
    const xml = Buffer.from(`<?xml version="1.0" encoding="windows-1251"?><a><b>`, 'latin1')
    const base64 = Buffer.concat([xml, Buffer.from([0xc4, 0xe0]), Buffer.from('</b></a>')]).toString('base64')
    const { comparison, left } = await bench.api.call('compare.bodies', {
      body: { left: { base64, name: 'файл.xml' }, right: { text: '<a><b>Да</b></a>' } },
    })
    expect(comparison).toMatchObject({ comparable: 'generic-xml', identical: false, sameMeaning: true })
    expect(left.text).toContain('<b>Да</b>')
  })

  it('an entry that is not there is refused', async () => {
    const unknown = await refusal(
      bench.api.call('compare.bodies', { body: { left: response(999_999), right: { text: '' } } }),
    )
    expect(unknown).toMatchObject({ status: 404, code: 'JOURNAL-ENTRY-UNKNOWN' })
  })
})

it('compare.entries compares both bodies and the heads', async () => {
  const result = await bench.api.call('compare.entries', { body: { left: first, right: second } })
  expect(result).toMatchObject({
    left: { id: first },
    right: { id: second },
    request: null,
    response: { comparable: 'contract', sameMeaning: true },
  })
})

it('compare.candidates names the exchange before of the same order, and what a repeat repeats', async () => {
  const before = await bench.api.call('compare.candidates', { params: { id: second } })
  expect(before).toMatchObject({ repeats: null, previous: { id: first } })
  const { id } = await bench.api.call('journal.repeat', { params: { id: first } })
  expect(await bench.api.call('compare.candidates', { params: { id } })).toMatchObject({
    repeats: { id: first },
  })
})

describe('obmen compare', () => {
  let folder: string
  const file = async (name: string, text: string) => {
    const path = join(folder, name)
    await writeFile(path, text)
    return path
  }
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'obmen-compare-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('tells what differs, with places, and ends with 1', async () => {
    const [left, right] = [
      await file('a.json', '{"n": 1,\n "m": 2}'),
      await file('b.json', '{"m": 5, "n": 1.0}'),
    ]
    const { code, stdout } = await run(['compare', left, right])
    expect(code).toBe(1)
    expect(stdout.trim().split('\n')).toEqual([
      'изменено: /m: 2 -> 5 (+3) [2:7 | 1:7]',
      'сравнено как JSON: сообщение не распознано',
      'различаются: изменено 1, написано иначе 1',
    ])
  })

  it('ends with 0 when the meaning is the same, and prints JSON for machines', async () => {
    const [left, right] = [await file('a.json', '{"n": 1}'), await file('b.json', '{"n": 1.0}')]
    const { code, stdout } = await run(['compare', left, right, '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      sameMeaning: true,
      differences: [{ kind: 'spelling', path: '/n' }],
    })
  })

  it('refuses what it cannot read', async () => {
    const missing = await run(['compare', join(folder, 'нет.json'), '-'], { input: '{}' })
    expect(missing).toMatchObject({ code: 1, stdout: '' })
    expect(missing.stderr).toContain('такого файла нет')
    expect((await run(['compare', '-', '-'])).stderr).toContain('назовите файл')
  })
})
