import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoOrders, openBench, refusal, type OpenBench } from './admin-bench.ts'
import { zoneOfEntry } from '../../server/entry-zone.ts'
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

  it('test data by its name: an example of a contract, and a file of the workspace, which goes first', async () => {
    const folder = join(bench.parts.workspace.path, 'fixtures/site-orders')
    await mkdir(folder, { recursive: true })
    const { response: stored } = await bench.entry(first)
    await writeFile(join(folder, 'мой заказ.json'), stored!.text!)
    const list = await bench.api.call('compare.fixtures')
    expect(list[0]).toEqual({ name: 'site-orders/мой заказ.json', title: null })
    expect(list.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['site-orders.getOrder/200', 'regate.booking/request', 'ksup.income/request']),
    )
    const own = await bench.api.call('compare.bodies', {
      body: { left: response(second), right: { fixture: list[0]!.name } },
    })
    expect(own).toMatchObject({
      comparison: { sameMeaning: true },
      right: { entry: null, name: list[0]!.name },
    })
    const { comparison } = await bench.api.call('compare.bodies', {
      body: { left: { fixture: 'regate.booking/201' }, right: { fixture: 'regate.booking/201' } },
    })
    expect(comparison).toMatchObject({ identical: true, contract: 'regate/1' })
    for (const fixture of ['../obmen.json', '/etc/hostname', 'regate.booking/999', 'site-orders'])
      expect(
        await refusal(bench.api.call('compare.bodies', { body: { left: { fixture }, right: { text: '' } } })),
      ).toMatchObject({ status: 404, code: 'COMPARE-FIXTURE-UNKNOWN' })
  })

  it('[BD-06] each entry of ReGate is read by the clock of its enterprise', async () => {
    const document = bench.parts.workspace.document
    await document.update((draft) => void (draft.regate.enterprises[1]!.zone = 'Asia/Vladivostok'))
    const [kolos, other] = document.value.regate.enterprises
    const entry = (id: string, contract = 'regate/1') => ({
      contract,
      url: `http://127.0.0.1/onec/${id}/hs/regate/state`,
    })
    const zones = (...of: { contract: string; url: string }[]) =>
      of.map((one) => zoneOfEntry(one, document.value))
    expect(
      zones(entry(other!.id), entry(kolos!.id), {
        ...entry(''),
        url: 'https://1c.example.ru/hs/regate/state',
      }),
    ).toEqual(['Asia/Vladivostok', kolos!.zone, kolos!.zone])
    await document.update((draft) => void (draft.ksup.zone = 'Asia/Omsk'))
    expect(zones(entry('', 'ksup/1'), entry('', 'site-orders/1'))).toEqual([
      'Asia/Omsk',
      document.value.siteOrders.zone,
    ])
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

  it('takes entries of the journal, test data and files in any pair', async () => {
    const { response: stored } = await bench.entry(first)
    const order = await file('order.json', stored!.text!)
    const compare = (...args: string[]) => run(['compare', ...args, '--address', bench.address])
    const same = await compare(`journal:${first}/response`, order)
    expect({ code: same.code, stderr: same.stderr }).toEqual({ code: 0, stderr: '' })
    const other = await compare('fixture:site-orders.getOrder/200', `journal:${second}/response`)
    expect(other.code).toBe(1)
    expect(other.stdout).toContain('по контракту (site-orders/1)')
    const wrong = await compare(`journal:${first}`, 'fixture:x')
    expect(wrong.stderr).toContain('journal:12/request')
    expect((await compare(order, 'fixture:нет')).stderr).toContain('Образца нет нет')
  })

  it('refuses what it cannot read', async () => {
    const missing = await run(['compare', join(folder, 'нет.json'), '-'], { input: '{}' })
    expect(missing).toMatchObject({ code: 1, stdout: '' })
    expect(missing.stderr).toContain('такого файла нет')
    expect((await run(['compare', '-', '-'])).stderr).toContain('назовите файл')
  })
})
