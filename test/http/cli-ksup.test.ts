import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ValidationReport } from '../../server/admin/model.ts'
import type { PriceStockAnswer } from '../../server/contracts/ksup/price-stock-messages.ts'
import type { OutboxPage, OutboxStatus } from '../../server/outbox/model.ts'
import type { PriceStockView } from '../../mocks/ksup/model.ts'
import type { VerdictView } from '../../mocks/ksup-onec/model.ts'
import { deafAddress, openBench, temporaryFolder, type OpenBench } from './admin-bench.ts'
import { run } from './cli-run.ts'

/** `obmen exchange ksup …` and `validate` of its messages, as scripts and people run them. */

// Each test starts programs, which take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

const bodies = fileURLToPath(new URL('../../fixtures/ksup/', import.meta.url))
const body = (name: string) => join(bodies, name)

const serverPassword = 'сервер-1'
const onecPassword = 'база-2'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
/** It stands for a real server and a real 1C. */
let bench: OpenBench
let atServer: string[]
let atOnec: string[]
beforeAll(async () => {
  folder = await temporaryFolder()
  bench = await openBench()
  const settings = await bench.api.call('ksup.settings')
  const passwords = { serverAccount: serverPassword, onecAccount: onecPassword }
  await bench.api.call('ksup.saveSettings', { body: { settings, passwords } })
  const { blocks } = await bench.api.call('ksup.overview')
  const account = (user: string, password: string) => ['--user', user, '--password', password]
  atServer = ['--server', blocks.server.address, ...account(settings.serverUser, serverPassword)]
  atOnec = ['--onec', blocks.onec.address, ...account(settings.onecUser, onecPassword)]
})
afterAll(async () => {
  await bench?.stop()
  await folder?.remove()
})

const ksup = (what: string, ...args: string[]) =>
  run(['exchange', 'ksup', what, '--workspace', join(folder.path, 'workspace'), ...args])
const deal = (number: number) => bench.api.call('ksup.deal', { params: { number: String(number) } })

describe('obmen exchange ksup send', () => {
  it('[D-50][DD-05] sends a message from a file; again it is a duplicate', async () => {
    const first = await ksup('send', body('order-add.json'), ...atServer)
    expect(first).toMatchObject({ code: 0 })
    expect(JSON.parse(first.stdout)).toMatchObject({ result: 'applied' })
    expect(first.stderr).toContain('ksup.orders: 200 applied')
    expect(await deal(8108)).toMatchObject({ order_number_1c: '0000-004148' })
    const again = await ksup('send', body('order-add.json'), ...atServer)
    expect(JSON.parse(again.stdout)).toMatchObject({ result: 'duplicate' })
  })

  it('[DD-09] sends the bytes as they are, with the Content-Type that it is told', async () => {
    const type = 'application/json; charset=windows-1251'
    const name = 'contact-change.windows-1251.json'
    const { code, stderr } = await ksup('send', body(name), '--content-type', type, ...atServer)
    // Nobody has this code yet.
    expect(code).toBe(1)
    expect(stderr).toContain('KS-CONTACT-UNKNOWN')
    const [entry] = await bench.entries({ operation: 'ksup.contactChange' })
    const { requestHeaders } = await bench.entry(entry!.id)
    expect(requestHeaders.find(([header]) => header.toLowerCase() === 'content-type')?.[1]).toBe(type)
    expect(JSON.stringify(requestHeaders)).not.toContain(serverPassword)
  })

  it('[D-14] sends what КСУП tells 1C to 1C, and prints the code that it gave', async () => {
    const { code, stdout } = await ksup('send', body('contact-create.json'), ...atOnec)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ result: 'created' })
  })

  it('[DD-24] takes the word of whoever sends it for what the body does not tell', async () => {
    const file = body('nomenclature-create.json')
    const sent = await ksup('send', file, '--as', 'ksup.nomenclatureChange', ...atServer)
    expect(sent.stderr).toContain('ksup.nomenclatureChange: 200 applied')
  })

  it('exits 1 for a body of another contract, for a wrong account and for nobody there', async () => {
    const other = join(folder.path, 'other.json')
    await writeFile(other, '{"stock": []}')
    expect(await ksup('send', other, ...atServer)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('не сообщение обмена с КСУП') as string,
    })
    const refused = await ksup('send', body('income.json'), ...atServer.slice(0, 4), '--password', 'не тот')
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('KS-AUTH') as string })
    const deaf = await ksup('send', body('income.json'), '--server', await deafAddress())
    expect(deaf).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('ответа нет') as string,
    })
  })

  it('[D-68] without an address it goes to the server of the workspace', async () => {
    const { code, stdout } = await ksup('send', body('income-unassigned.json'))
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ result: 'applied' })
  })
})

describe('obmen exchange ksup prices', () => {
  it('[D-99][D-110] asks 1C of the workspace as the button of КСУП does', async () => {
    const articles = ['ML-0101', 'KS-0340']
    const { code, stdout } = await ksup('prices', ...articles, '--contact', '00-00000412', '--json')
    expect(code).toBe(0)
    const { rows } = JSON.parse(stdout) as PriceStockView
    expect(rows).toHaveLength(4)
    expect(rows.find(({ article }) => article === 'ML-0101')).toMatchObject({
      price_retail: 1_490_000,
      price_contract: 1_240_000,
      check: 'same',
    })
    expect(rows.find(({ article }) => article === 'KS-0340')).toMatchObject({ check: 'differs' })
  })

  it('[D-102][DD-53] asks a real 1C; a table for people, what is not there is told apart', async () => {
    const { code, stdout, stderr } = await ksup('prices', 'KR-1146', 'XX-404', ...atOnec)
    expect(code).toBe(1)
    const table = stdout.replaceAll('\u00a0', ' ')
    expect(table).toMatch(/KR-1146 .* Магазинный +-7 +390,00/)
    expect(table).toMatch(/KR-1146 .* Внешний \(аутсорс\) +400 +390,00/)
    expect(stderr).toContain('XX-404: KS-ARTICLE-UNKNOWN')
    const json = await ksup('prices', 'KR-1146', '--json', ...atOnec)
    expect((JSON.parse(json.stdout) as PriceStockAnswer).rows).toHaveLength(2)
  })
})

describe('obmen exchange ksup conditions', () => {
  it('[D-12][D-45] tells of every object what would go and why not', async () => {
    const { code, stdout } = await ksup('conditions')
    expect(code).toBe(0)
    expect(stdout).toContain('Дворец творчества «Мансарда»')
    expect(stdout).toMatch(/новый контакт в 1С — не уйдёт: нет активной задачи с заказом \(D-12\)/)
    expect(stdout).toMatch(/не уйдёт: .*\(D-45\)/)
  })

  it('[D-32] tells it of one kind of objects, for programs too', async () => {
    const { stdout } = await ksup('conditions', '--object', 'item', '--json')
    const rows = JSON.parse(stdout) as { object: string; verdicts: VerdictView[] }[]
    expect(new Set(rows.map(({ object }) => object))).toEqual(new Set(['item']))
    const reasons = rows.flatMap(({ verdicts }) => verdicts.flatMap((verdict) => verdict.reasons))
    expect(reasons.map(({ code }) => code)).toContain('group-not-exported')
  })
})

describe('obmen exchange ksup outbox', () => {
  it('[DD-08] is empty at first, for both senders', async () => {
    for (const sender of ['onec', 'server']) {
      const { code, stdout } = await ksup('outbox', '--sender', sender, '--json', '--send')
      expect(code).toBe(0)
      const { rows } = JSON.parse(stdout) as { status: OutboxStatus; rows: OutboxPage['rows'] }
      expect(rows).toEqual([])
    }
  })

  it('[DD-08] exits 1 when a message waits for a person, and says which and why', async () => {
    const workspace = join(folder.path, 'parked')
    const before = await openBench({ workspace })
    try {
      const { rows } = await before.api.call('ksupOnec.documents', { query: { kind: 'order', limit: 100 } })
      const { ref } = rows.find(({ deal_numbers }) => deal_numbers.includes(8101))!
      await before.api.call('ksup.removeDeal', { params: { number: '8101' } })
      await before.api.call('ksupOnec.act', { params: { ref }, body: { action: 'post' } })
      await before.parts.ksup.outbox('onec').idle()
    } finally {
      await before.stop()
    }
    const { code, stdout, stderr } = await run(['exchange', 'ksup', 'outbox', '--workspace', workspace])
    expect(code).toBe(1)
    expect(stdout).toMatch(/Заказ клиента 0000-004106 +заказ: add +отложено .*KS-DEAL-UNKNOWN/)
    expect(stderr).toContain('отложено 1')
    const json = await run(['exchange', 'ksup', 'outbox', '--json', '--send', '--workspace', workspace])
    expect(json.code).toBe(1)
    expect(JSON.parse(json.stdout)).toMatchObject({
      status: { counts: { parked: 1 } },
      rows: [{ state: 'parked' }],
    })
  })
})

describe('obmen exchange ksup story', () => {
  it('[D-50][D-60][D-67][D-73][D-84][D-96] plays a whole day against the bench that it starts', async () => {
    const { code, stdout, stderr } = await ksup('story', '--json')
    expect({ code, stderr }).toMatchObject({ code: 0 })
    const { ok, steps } = JSON.parse(stdout) as { ok: boolean; steps: { status: number }[] }
    expect(ok).toBe(true)
    expect(steps.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
    expect(stderr).toMatch(/Сделка \d+: Завершённая/)
  })

  it('[DD-28] plays it against a real server on a deal that it is given', async () => {
    const { number } = await bench.api.call('ksup.createDeal', { body: { title: 'Для командной строки' } })
    const { code, stderr } = await ksup('story', ...atServer, '--deal', String(number))
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(await deal(number)).toMatchObject({ state: 'finished' })
    // The deal is closed now: the day ends at its first message.
    const again = await ksup('story', ...atServer, '--deal', String(number))
    expect(again.code).toBe(1)
    expect(again.stderr).toContain('KS-STALE')
  })

  it('a real server wants a deal', async () => {
    expect(await ksup('story', ...atServer)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--deal') as string,
    })
  })
})

describe('a command line of exchange ksup that is wrong', () => {
  it.each([
    [['send'], 'missing required argument'],
    [['prices'], 'missing required argument'],
    [['conditions', '--object', 'weather'], 'receipt'],
    [['outbox', '--sender', 'site'], 'server'],
    [['story', '--deal', '0'], 'whole number'],
    [['send', 'x', '--as', 'ksup.weather'], 'ksup.orders'],
    [['dance'], 'unknown command'],
  ])('%j is refused with exit code 2', async (args, said) => {
    const { code, stdout, stderr } = await run(['exchange', 'ksup', ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(said)
  })
})

describe('obmen validate of a message of КСУП', () => {
  it('[D-04] recognises a canonical one and an untidy one', async () => {
    const tidy = await run(['validate', '--strict', '--json', body('shipment-add.json')])
    expect(tidy.code).toBe(0)
    expect((JSON.parse(tidy.stdout) as ValidationReport).recognised?.operation).toBe('ksup.shipments')
    const untidy = await run(['validate', body('shipment.untidy.json')])
    expect(untidy.code).toBe(0)
    expect(untidy.stdout).toContain('ksup.shipments (request)')
    expect(untidy.stdout).toContain('читается с допущениями')
    expect((await run(['validate', '--strict', body('shipment.untidy.json')])).code).toBe(1)
    const type = 'application/json; charset=windows-1251'
    const old = await run(['validate', body('contact-change.windows-1251.json'), '--content-type', type])
    expect(old).toMatchObject({ code: 0, stdout: expect.stringContaining('ksup.contactChange') as string })
  })
})
