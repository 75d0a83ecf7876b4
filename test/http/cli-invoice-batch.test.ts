import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { InvoiceBatch } from '../../server/admin/api-invoice-batch.ts'
import type { InvoiceComparison } from '../../server/invoice/compare/model.ts'
import { processedOrderMessage } from '../../server/contracts/site-orders/operations.ts'
import { anOrder, someLines } from '../unit/invoice-orders.ts'
import { demoOrders, openBench, temporaryFolder, type OpenBench } from './admin-bench.ts'
import { run } from './cli-run.ts'

/** `obmen invoice batch|compare|email`, of files, of a folder that nobody holds, and of a bench that runs. */

// Each test starts programs, which take their time on a busy machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 })

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let bench: OpenBench
const file = (name: string) => join(folder.path, name)
const invoice = (...args: string[]) => run(['invoice', ...args])

beforeAll(async () => {
  folder = await temporaryFolder()
  await mkdir(file('workspace'))
  const write = (name: string, count: number) =>
    writeFile(file(name), processedOrderMessage.write(anOrder(someLines(count))).bytes)
  await write('two.json', 2)
  await write('three.json', 3)
  await writeFile(file('empty.json'), '{}')
  bench = await openBench()
  await bench.exchangeOrders()
  await bench.api.call('onec.return', { params: { id: demoOrders.mapped } })
})
afterAll(async () => {
  await bench?.stop()
  await folder?.remove()
})

it('prints files of a folder into one PDF, and names those that hold no document', async () => {
  const there = ['--workspace', file('workspace')]
  const made = await invoice(
    'batch',
    file('two.json'),
    file('empty.json'),
    '-o',
    file('all.pdf'),
    '--json',
    ...there,
  )
  expect(made.code).toBe(1)
  const batch = JSON.parse(made.stdout) as InvoiceBatch
  expect(batch).toMatchObject({ state: 'done', total: 2, failures: [{ code: 'INVOICE-BODY' }] })
  expect((await readFile(file('all.pdf'))).subarray(0, 5).toString()).toBe('%PDF-')
  expect((await invoice('batch', file('two.json'), '-o', file('all.txt'), ...there)).stderr).toContain(
    '.pdf или .zip',
  )
  expect((await invoice('batch', '--from', '2025-01-01', '-o', file('all.pdf'))).code).toBe(2)
})

it('prints a period of a bench that runs, compares two versions, and writes a letter', async () => {
  const there = ['--address', bench.address]
  const period = ['--from', '2000-01-01', '--to', '2099-12-31', '--source', 'order']
  const made = await invoice('batch', ...period, '-o', file('period.zip'), ...there)
  expect(made).toMatchObject({ code: 0, stdout: `${file('period.zip')}\n` })
  expect(Object.keys(unzipSync(await readFile(file('period.zip'))))).toHaveLength(1)
  // Nothing stays with the bench.
  expect(await bench.api.call('invoiceBatch.list')).toEqual([])

  const order = `order:${demoOrders.mapped}`
  expect(await invoice('compare', order, `${order}@1`, ...there)).toMatchObject({ code: 0, stdout: '' })
  const differ = await invoice('compare', file('two.json'), file('three.json'))
  expect(differ.code).toBe(1)
  expect(differ.stdout).toMatch(/^\+ 3\. .*: Количество: — → /m)
  expect(differ.stderr).toContain('Строк добавлено: 1.')
  const json = await invoice('compare', file('two.json'), file('two.json'), '--json')
  expect(JSON.parse(json.stdout) as InvoiceComparison).toMatchObject({ same: true })
  expect((await invoice('compare', 'order:', order, ...there)).stderr).toContain('order:ID@SEQ')

  const letter = await invoice('email', order, '--to', 'buyer@wind.example.ru', ...there)
  expect(letter.code).toBe(0)
  expect(letter.stdout).toMatch(/^X-Unsent: 1\r$/m)
  const ofFile = await invoice('email', file('two.json'), '--subject', 'Счёт')
  expect(ofFile.stdout).toContain(`Subject: =?UTF-8?B?${Buffer.from('Счёт').toString('base64')}?=`)
  const written = await invoice('email', order, '-o', file('letter.eml'), ...there)
  expect(written).toMatchObject({ code: 0, stdout: `${file('letter.eml')}\n` })
})
