import { existsSync } from 'node:fs'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { LoadReport, PlayedCall, PurchaseReport } from '../../mocks/restore/model.ts'
import type { Statement } from '../../server/contracts/bank/statement.ts'
import { deafAddress, openBench, temporaryFolder, type OpenBench } from './admin-bench.ts'
import { run } from './cli-run.ts'

/** `obmen exchange regate`, `publish` and `bank`, as scripts and people run them. */

// Each test starts programs, which take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

const statements = fileURLToPath(new URL('../../fixtures/bank/', import.meta.url))

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let bench: OpenBench
let real: { url: string; password: string }
beforeAll(async () => {
  folder = await temporaryFolder()
  bench = await openBench()
  const [target] = await bench.api.call('restore.targets')
  const { password } = await bench.api.call('regate.setPassword', {
    params: { enterprise: target!.id },
    body: { user: 'restore', password: null },
  })
  real = { url: target!.address, password }
})
afterAll(async () => {
  await bench?.stop()
  await folder?.remove()
})

const regate = (what: string, ...args: string[]) =>
  run(['exchange', 'regate', what, '--workspace', join(folder.path, 'workspace'), ...args])
const atReal = (what: string, ...args: string[]) =>
  regate(what, '--url', real.url, '--password', real.password, ...args)

describe('obmen exchange regate', () => {
  it('[B-22] makes a purchase and a refund against a bench that it starts itself', async () => {
    const { code, stdout, stderr } = await regate('purchase', '--refunds', '100', '--json')
    expect({ code, stderr }).toMatchObject({ code: 0 })
    const report = JSON.parse(stdout) as PurchaseReport
    expect(report.ok).toBe(true)
    expect(report.steps.at(-1)).toMatchObject({ method: 'refund', status: 200 })
    expect(stderr).toContain(`Заказ ${report.order_number}`)
    // Words are for people, stdout is for machines.
    const silent = await regate('purchase')
    expect(silent).toMatchObject({ code: 0, stdout: '' })
  })

  it('[B-23] calls a real publication, which records who called', async () => {
    const { code, stdout, stderr } = await atReal('state')
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(JSON.parse(stdout)).toMatchObject({ api: 'regate/1' })
    const [entry] = await bench.entries({ operation: 'regate.state' })
    const { requestHeaders } = await bench.entry(entry!.id)
    const sent = new Map(requestHeaders.map(([name, value]) => [name.toLowerCase(), value]))
    expect(sent.get('user-agent')).toBe('ReStore/1.0 (Obmen)')
    expect(JSON.stringify(requestHeaders)).not.toContain(real.password)
  })

  it('takes fields from the command line and from a body', async () => {
    const created = await atReal('client', '--set', 'client_id=cli-1', 'client.type=person', '--json')
    expect(created.code).toBe(0)
    expect(JSON.parse(created.stdout)).toMatchObject({ status: 201, body: { client_id: 'cli-1' } })

    const file = join(folder.path, 'client.json')
    await writeFile(file, '\uFEFF{"client_id":"cli-0","client":{"name":"Егор"}}')
    const found = await atReal('client', '--body', file, '--set', 'client_id=cli-1', '--wait', '5')
    expect(found.code).toBe(0)
    expect(JSON.parse(found.stdout)).toMatchObject({ result: 'found', client_id: 'cli-1' })

    const [city] = (JSON.parse((await atReal('city', '--post')).stdout) as { cities: { city_id: string }[] })
      .cities
    const stores = await atReal('citystore', '--set', `city_id=${city!.city_id}`)
    expect(JSON.parse(stores.stdout)).toMatchObject({ city_id: city!.city_id })
  })

  it('reads a number or a flag where the schema wants one, and text where it wants text', async () => {
    const values = ['booking_id=no-such', 'refund_id=r-1', 'reason=7', 'goods_returned=false', 'amount=5.50']
    const { code, stdout } = await atReal('refund', '--set', ...values)
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ code: 'RG-ORDER-UNKNOWN' })
    const [entry] = await bench.entries({ operation: 'regate.refund' })
    expect(JSON.parse((await bench.entry(entry!.id)).request!.text!)).toMatchObject({
      reason: '7',
      goods_returned: false,
      amount: 5.5,
    })
  })

  it.each([
    [
      'a refusal',
      ['storetable', '--set', 'store_id=c0a1f7e2-94a3-11f0-8de9-0242ac12ffff'],
      'RG-STORE-UNKNOWN',
    ],
    ['values that break the schema', ['storetable', '--set', 'store_id=1'], '/store_id'],
    ['a field without a value', ['storetable', '--set', 'store_id'], 'имя=значение'],
    ['no such method', ['teleport'], 'assortment'],
  ])('exits 1 for %s and says why', async (_, [what, ...args], said) => {
    const { code, stderr } = await atReal(what!, ...args)
    expect(code).toBe(1)
    expect(stderr).toContain(said)
    expect(stderr).not.toContain('    at ')
  })

  it('exits 1 when nobody listens or the account is refused', async () => {
    const deaf = await regate('state', '--url', await deafAddress(), '--json')
    expect(deaf.code).toBe(1)
    expect(JSON.parse(deaf.stdout)).toMatchObject({
      ok: false,
      status: null,
      retryable: true,
    } satisfies Partial<PlayedCall>)
    const refused = await regate('state', '--url', real.url, '--password', 'не тот')
    expect(refused).toMatchObject({ code: 1 })
    expect(refused.stderr).toContain('401')
  })

  it('[B-18] runs many clients at once and reports what they met', async () => {
    const { code, stdout, stderr } = await regate('load', '--clients', '3', '--purchases', '2', '--json')
    const report = JSON.parse(stdout) as LoadReport
    expect(report).toMatchObject({ state: 'done', purchases: { planned: 6 } })
    expect(report.purchases.done + report.purchases.failed).toBe(6)
    expect(code).toBe(report.errors.length === 0 && report.purchases.failed === 0 ? 0 : 1)
    expect(stderr).toContain('p99')
  })

  it.each([
    [['--clients', '0'], 'from 1 to 500'],
    [['--wait', '31'], 'from 0 to 30'],
    [['--enterprise', 'x', '--url', 'http://127.0.0.1:1'], 'cannot be used with'],
  ])('exits 2 for a wrong command line: %j', async (args, said) => {
    const { code, stderr } = await run(['exchange', 'regate', 'state', ...args])
    expect(code).toBe(2)
    expect(stderr).toContain(said)
  })
})

describe('obmen publish', () => {
  it('[B-14][B-15] writes the guide and the files into a folder', async () => {
    const output = join(folder.path, 'publication')
    const { code, stdout } = await run([
      ...['publish', '--host', '1c.example.ru', '--server', 'apache-linux'],
      ...['--publication', 'shop', '-o', output],
    ])
    expect(code).toBe(0)
    const names = await readdir(output)
    expect(names).toEqual(expect.arrayContaining(['guide.md', 'guide.html', 'default.vrd', 'publish.sh']))
    expect(stdout.trim().split('\n').sort()).toEqual(names.map((name) => join(output, name)).sort())
    expect(await readFile(join(output, 'guide.md'), 'utf8')).toContain('1c.example.ru')
    if (process.platform !== 'win32')
      expect((await stat(join(output, 'publish.sh'))).mode & 0o111).not.toBe(0)
  })

  it('writes one archive when the name ends with .zip', async () => {
    const output = join(folder.path, 'publication.zip')
    const { code, stdout } = await run([
      'publish',
      ...['--host', '1c.example.ru', '--server', 'iis', '-o', output],
    ])
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${output}\n` })
    expect((await readFile(output)).subarray(0, 2).toString('latin1')).toBe('PK')
  })

  it('refuses wrong names with the remedy and writes nothing', async () => {
    const output = join(folder.path, 'nothing')
    const { code, stderr } = await run(['publish', '--host', 'https://1c.example.ru', '-o', output])
    expect(code).toBe(1)
    expect(stderr).toContain('Имя узла')
    expect(existsSync(output)).toBe(false)
    expect((await run(['publish', '-o', output])).code).toBe(2)
  })
})

describe('obmen bank', () => {
  it.each(['statement.utf-8.txt', 'statement.windows-1251.txt'])(
    '[B-72] tells what is in %s',
    async (name) => {
      const file = join(statements, name)
      const { stdout: json, code } = await run(['bank', file, '--json'])
      const statement = JSON.parse(json) as Statement
      expect(statement.refused).toBe(false)
      expect(name).toContain(statement.encoding)
      const errors = statement.findings.filter(({ severity }) => severity === 'error')
      expect(code).toBe(errors.length > 0 ? 1 : 0)
      const { stdout } = await run(['bank', file])
      expect(stdout).toContain(`документов ${statement.documents.length},`)
      for (const { line, number } of statement.documents)
        expect(stdout).toMatch(new RegExp(`:${line}: .* № ${number} `))
    },
  )

  it('names the line of what is broken and exits 1', async () => {
    const text = await readFile(join(statements, 'statement.utf-8.txt'), 'utf8')
    const broken = text.replace(/^Сумма=.*$/m, 'Сумма=сто рублей')
    const { code, stdout } = await run(['bank', '-'], { input: broken })
    expect(code).toBe(1)
    const line = broken.split(/\r?\n/).indexOf('Сумма=сто рублей') + 1
    expect(stdout).toMatch(new RegExp(`^-:${line}:\\d+: error BANK-`, 'm'))
    // One section of the fixture is never closed.
    expect(stdout).toContain('пропущено с ошибкой 2')
  })

  it('refuses what is no statement', async () => {
    const { code, stdout } = await run(['bank', '-'], { input: '<html></html>' })
    expect(code).toBe(1)
    expect(stdout).toContain('error BANK-')
  })
})
