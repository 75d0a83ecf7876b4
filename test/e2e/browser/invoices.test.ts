import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { unzipSync } from 'fflate'
import { createAdminClient } from '../../../server/admin/client.ts'
import { expect, test } from '../harness.ts'
import { choose } from '../select.ts'
import { paperSays } from '../story.ts'

type Api = ReturnType<typeof createAdminClient>

/** An order that 1C has returned; each further quantity of its first line is another version. */
async function returnedOrder(api: Api, ...quantities: number[]): Promise<string> {
  const { order_id: id } = await api.call('site.place', { body: await api.call('site.draft') })
  await api.call('onec.exchange')
  await api.call('onec.return', { params: { id } })
  for (const quantity of quantities) {
    const { lines } = await api.call('onec.order', { params: { id } })
    const edited = lines.map(({ tovar_id, offer_id, storage_ref, quantity, price, discount, nds_s }) => ({
      ...{ tovar_id, offer_id, storage_ref, quantity, price, discount, nds_s },
    }))
    edited[0]!.quantity = quantity
    // The status with which 1C sends the payment string.
    await api.call('onec.edit', { params: { id }, body: { lines: edited, status: 'Ожидает оплаты' } })
    await api.call('onec.return', { params: { id } })
  }
  return id
}

async function saved(page: Page, testId: string): Promise<Buffer> {
  const coming = page.waitForEvent('download')
  await page.getByTestId(testId).click()
  return readFile(await (await coming).path())
}

const textOf = (pdf: Buffer): string =>
  execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf }).toString('utf8').replaceAll('\u00a0', ' ')

test("[A-35] [I-01] a manager's walk: from an order in the journal to its invoice in three clicks", async ({
  page,
  bench,
}) => {
  const api = createAdminClient(bench.address)
  const id = await returnedOrder(api, 9000)
  const { total, versions } = await api.call('onec.order', { params: { id } })
  await page.addInitScript(() => {
    const counted = window as typeof window & { clicks: number }
    counted.clicks = 0
    window.addEventListener('click', ({ isTrusted }) => isTrusted && counted.clicks++, { capture: true })
  })

  await page.goto('/#/journal')
  await page.getByTestId('journal-rows').getByText('Вернуть заказ на сайт').first().click()
  await page.getByTestId('entry-invoice').click()
  const pdf = await saved(page, 'save-pdf')

  expect(await page.evaluate(() => (window as typeof window & { clicks: number }).clicks)).toBe(3)
  await paperSays(Uint8Array.from(pdf), versions[0]!.body.order.order_QRCode!, total)
  expect(page.url(), 'the address names the document').toMatch(/#\/invoice\/entry:\d+:request$/)
  await page.reload()
  await expect(page.getByTestId('invoice-document')).toContainText('QR')
  await expect(page.getByTestId('invoice-source').and(page.locator('[aria-current]'))).toHaveCount(1)
})

test('invoices: the list by keyboard, evidence, print, a letter, and what a change in 1C did to the invoice', async ({
  page,
  bench,
}) => {
  const api = createAdminClient(bench.address)
  const id = await returnedOrder(api, 9000)
  const { rows } = await api.call('invoice.sources')
  const own = rows.find(({ ref }) => ref.source === 'order' && ref.id === id)!
  expect(new Set(rows.map(({ source }) => source)).size, 'demo documents of several bases').toBeGreaterThan(1)

  await page.goto('/#/invoice')
  const list = page.getByTestId('invoice-source')
  await expect(list).toHaveCount(rows.length)
  await choose(page, page.getByTestId('invoice-source-filter'), 'Заказы сайта')
  await expect(list).toHaveCount(rows.filter(({ source }) => source === 'order').length)
  await page.keyboard.press('Control+f')
  await page.keyboard.type(own.number)
  await expect(list).toHaveCount(1)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(page).toHaveURL(new RegExp(`#/invoice/order:${id}$`))
  const evidence = page.getByTestId('invoice-evidence')
  await expect(evidence.getByTestId('qr-Sum')).toContainText('₽')
  await evidence.getByText('Суммы').click()
  await expect(evidence.getByTestId('sums-agree')).toBeVisible()

  // The viewer of PDFs is not part of a headless browser: a page that answers in its place tells that it was asked to print.
  await page.evaluate(() => {
    const spied = window as typeof window & { opened: string[] }
    spied.opened = []
    window.open = (address) => {
      spied.opened.push(String(address))
      return null
    }
    Object.defineProperty(navigator, 'pdfViewerEnabled', { get: () => true, configurable: true })
  })
  const viewer = '**/api/invoices/rendered/*'
  await page.route(viewer, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: '<script>print = () => (parent.document.title = "printed")</script>',
    }),
  )
  await page.getByTestId('print').click()
  await expect(page).toHaveTitle('printed')
  await page.unroute(viewer)
  await page.evaluate(() => Object.defineProperty(navigator, 'pdfViewerEnabled', { get: () => false }))
  await page.getByTestId('print').click()
  const opened = () => page.evaluate(() => (window as typeof window & { opened: string[] }).opened)
  await expect.poll(opened).toHaveLength(1)
  const printed = await page.request.get(`${bench.address}${(await opened())[0]}`)
  expect(textOf(await printed.body())).toContain(`№ ${own.number}`)

  await page.getByTestId('email').click()
  await page.getByTestId('email-to').fill('не адрес')
  await expect(page.getByTestId('email-save')).toBeDisabled()
  await page.getByTestId('email-to').fill('buh@raduga.ru')
  await page.getByTestId('email-subject').fill('Счёт для вас')
  const letter = (await saved(page, 'email-save')).toString()
  expect(letter).toMatch(/^To: buh@raduga\.ru/im)
  expect(letter).toContain('application/pdf')

  await page.getByTestId('compare').click()
  const comparison = page.getByTestId('invoice-comparison')
  await expect(comparison).toContainText('версия 1')
  await expect(comparison).toContainText('версия 2')
  const before = await api.call('invoice.of', { body: { ref: { source: 'order', id, seq: 1 } } })
  const difference = own.total! - before.model.totals.to_pay
  expect(difference).not.toBe(0)
  await expect(comparison.getByTestId('invoice-difference').filter({ hasText: 'Количество' })).toContainText(
    '9',
  )
  await expect(comparison).toContainText(/больше|меньше/)
})

test('a batch: marked rows in one PDF, a period in a zip, progress that can be stopped, failures by name', async ({
  page,
  bench,
}) => {
  const api = createAdminClient(bench.address)
  const id = await returnedOrder(api)
  await page.goto('/#/invoice')
  const rows = page.getByTestId('invoice-source')
  await expect(rows.first()).toBeVisible()
  const total = await rows.count()
  const progress = page.getByTestId('batch-progress')

  await page.getByTestId('invoice-sources').focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Shift+ArrowDown')
  await page.getByTestId('batch-marked').click()
  await page.getByTestId('batch-start').click()
  await expect(progress).toHaveAttribute('data-state', 'done', { timeout: 60_000 })
  await expect(progress).toContainText('2 из 2')
  const both = textOf(await saved(page, 'batch-file'))
  expect(both.match(/Счет[^\n]* № /g)?.length).toBeGreaterThanOrEqual(2)

  await page.getByTestId('batch-again').click()
  await page.getByTestId('batch-by-period').click()
  const days = page.getByTestId('batch-period').locator('input')
  await days.first().fill('01.01.2020')
  await days.last().fill('31.12.2035')
  await days.last().press('Enter')
  await page.getByTestId('batch-zip').click()
  await page.getByTestId('batch-start').click()
  await expect(progress).toHaveAttribute('data-state', 'done', { timeout: 60_000 })
  await expect(progress).toContainText(`${total} из ${total}`)
  const failures = await page.getByTestId('batch-failures').locator('li').count()
  const files = Object.entries(unzipSync(await saved(page, 'batch-file')))
  expect(files.filter(([name]) => name.endsWith('.pdf'))).toHaveLength(total - failures)

  await page.keyboard.press('Escape')
  const ref = { source: 'order' as const, id }
  const many = Array.from({ length: 3000 }, () => ref)
  const { id: long } = await api.call('invoiceBatch.start', { body: { refs: many, as: 'zip' } })
  await expect(page.getByTestId('invoice-batch'), 'the bar tells how far it is').toContainText('из 3')
  await page.getByTestId('invoice-batch').click()
  await expect(progress).toHaveAttribute('data-state', 'running')
  await page.getByTestId('batch-cancel').click()
  await expect(progress).toHaveAttribute('data-state', 'cancelled')
  await page.getByTestId('batch-again').click()
  await expect(page.getByTestId('batch-form')).toBeVisible()
  expect((await api.call('invoiceBatch.get', { params: { id: long } })).state).toBe('cancelled')

  await api.call('invoiceBatch.start', {
    body: { refs: [ref, { source: 'order', id: 'нет-такого' }], as: 'pdf' },
  })
  await page.getByTestId('batch-kept-failures').click()
  await expect(page.getByTestId('batch-failures')).toContainText('нет-такого')
  await expect(page.getByTestId('batch-failures')).toContainText('1С его ещё не возвращала')
})

test('[I-20] an invoice by hand: filled in from catalogues, lines of a spreadsheet, VAT on top, saved, read from its file', async ({
  page,
}) => {
  await page.goto('/#/invoice/manual')
  const state = page.getByTestId('manual-state')
  await expect(state).toContainText('Осталось заполнить')
  // Nothing is reproached before anything was typed; the count shows all that is missing.
  const missing = page.getByTestId('manual-form').locator('.n-input--error-status')
  await expect(missing).toHaveCount(0)
  await page.getByTestId('manual-number').press('Tab')
  await expect(missing).toHaveCount(1)
  await state.getByRole('button').click()
  await expect(missing).toHaveCount(3)
  await expect(page.getByRole('button', { name: 'Повторить' })).toHaveCount(0)
  await page.getByTestId('manual-number').fill('9017')
  await choose(page, page.getByTestId('seller-fill'), 'ИНН')
  await expect(page.getByTestId('seller-more')).toContainText('ИНН')
  await page.getByTestId('buyer-name').fill('ООО «Радуга»')
  await page.getByTestId('buyer-more').click()
  await page.getByTestId('buyer-inn').fill('5032109882')
  await page.getByTestId('line-1-name').evaluate((cell) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData(
      'text/plain',
      'Кабель\tм\t1,5\t1 000,00\t\t20%\r\nАвтомат\tшт\t2\t500,10\t\t10%\r\n',
    )
    cell.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })
  await expect(page.getByTestId('line-2-price')).toHaveValue('500,10')
  await page.getByText('НДС сверху').click()
  // 1500,00 + 20 % and 1000,20 + 10 %
  await expect(state).toHaveText('К оплате 2 900,22 ₽')
  await expect(page.getByTestId('manual-checks')).toContainText('ИНН')
  await page.getByTestId('buyer-inn').fill('')
  await page.getByTestId('line-2-quantity').fill('3')
  await page.getByTestId('line-2-quantity').press('Enter')
  await expect(state).toHaveText('К оплате 3 450,33 ₽')
  await expect(page.getByTestId('line-3-name')).toBeFocused()
  await expect(page.getByTestId('pdf-facts')).toContainText('1 лист')
  await expect
    .poll(async () => {
      const address = await page.getByTestId('save-pdf').getAttribute('href')
      return textOf(await (await page.request.get(address!)).body())
    })
    .toContain('3 450,33')
  expect(textOf(await saved(page, 'save-pdf'))).toContain('9017')

  await page.reload()
  await expect(page.getByTestId('buyer-name'), 'what was typed stays').toHaveValue('ООО «Радуга»')
  await expect(state).toContainText('3 450,33')
  const data = await saved(page, 'manual-save')
  await page.getByTestId('manual-clear').click()
  await expect(page.getByTestId('manual-number')).toHaveValue('')
  await page.getByRole('button', { name: 'Вернуть', exact: true }).click()
  await expect(page.getByTestId('manual-number')).toHaveValue('9017')

  await page.getByTestId('place-invoice').click()
  const dataTransfer = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([text], 'счёт.json'))
    return transfer
  }, data.toString())
  await page.getByTestId('invoice-screen').dispatchEvent('drop', { dataTransfer })
  await expect(page.getByTestId('qr-Sum')).toContainText('3 450,33')
  await page.getByTestId('manual-from-this').click()
  await expect(page.getByTestId('manual-number')).toHaveValue('9017')
  await expect(page.getByTestId('line-1-name')).toHaveValue('Кабель')
})
