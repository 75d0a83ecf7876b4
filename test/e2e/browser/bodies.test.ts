import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '../harness.ts'
import { createAdminClient } from '../../../server/admin/client.ts'

/** Bodies of the journal in their forms, and the validator with its fixes, in a browser. */

test('a body in its forms: tree, lines that add up, invoice, bytes', async ({ page, bench }) => {
  const api = createAdminClient(bench.address)
  await api.call('onec.exchange')
  // The one of the two demo orders that 1C can take.
  await api.call('onec.return', { params: { id: '7f0c2a54-1d3b-4b67-9a10-5a1c0f2e9d01' } })
  const { rows } = await api.call('journal.page', { query: { operation: 'site-orders.postOrder' } })
  await page.goto(`/#/journal/${rows[0]!.id}`)
  await page.locator('.n-tabs-tab', { hasText: 'Запрос' }).click()
  await expect(page.locator('.cm-content').first()).toContainText('order_id')
  await page.getByTestId('form-tree').click()
  await page.getByTestId('body-tree').getByText('order', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Раскрыть' }).last().click()
  await expect(page.getByTestId('body-tree')).toContainText('order_number')
  await page.getByTestId('form-lines').click()
  await expect(page.getByTestId('body-lines')).toContainText('Суммы сходятся')
  await page.getByTestId('form-invoice').click()
  await expect(page.getByTestId('body-invoice')).toContainText('Счет')
  await page.getByTestId('form-hex').click()
  await expect(page.getByTestId('hex')).toContainText('00000000')
})

test('a body of 60 MB opens and the page still answers', async ({ page, bench }) => {
  const api = createAdminClient(bench.address)
  const answer = Buffer.alloc(60 * 1024 * 1024, 'строка журнала\n', 'latin1')
  answer[0] = 0xff
  const side = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'text/plain' }).end(answer),
  )
  await new Promise<void>((resolve) => side.listen(0, '127.0.0.1', resolve))
  const { sides } = await api.call('state.read')
  const { mode, address, user } = sides.find((one) => one.side === 'site')!
  const real = `http://127.0.0.1:${(side.address() as AddressInfo).port}`
  const save = (body: { mode: typeof mode; address: string }) =>
    api.call('sides.save', { params: { side: 'site' }, body: { ...body, user, password: null } })
  try {
    await save({ mode: 'real', address: real })
    await api.call('sides.check', { params: { side: 'site' } })
  } finally {
    // The bench is shared with the tests after this one.
    await save({ mode, address })
    side.close()
  }
  const { rows } = await api.call('journal.page', { query: { limit: 10 } })
  const entry = rows.find(({ responseBytes }) => responseBytes === answer.length)!
  await page.goto(`/#/journal/${entry.id}`)
  await page.locator('.n-tabs-tab', { hasText: 'Ответ' }).click()
  await page.getByTestId('show-more').click()
  await page.getByTestId('form-hex').click()
  const hex = page.getByTestId('hex')
  await expect(hex).toContainText('00000010')
  await page.getByLabel('Смещение: 1024 или 0x400').fill('0x3bffff0')
  await page.getByRole('button', { name: 'Перейти' }).click()
  await expect(hex).toContainText('03bffff0')
  await page.getByTestId('form-text').click()
  await expect(page.getByTestId('show-more')).toBeVisible()
})

test('validator: fixes one by one, undone, and all that is certain', async ({ page }) => {
  await page.goto('/#/validator')
  await page.getByTestId('file-input').setInputFiles({
    name: 'stock.json',
    mimeType: 'application/json',
    buffer: Buffer.from(
      "{'stock': {'mode': 'delta', 'as_of': '18.09.2025 9:05:00', 'items': [{'offer_id': '5B0D6C1E-8A41-4F0E-9C57-1F2A3B4C5D62', 'storage': 'sclad_moscow', 'quantity': '1 112,5'}]}}",
    ),
  })
  await page.locator('.n-tabs-tab', { hasText: 'Исправления' }).click()
  const source = page.locator('.source .cm-content')
  await page.locator('li', { hasText: 'LA-06' }).getByTestId('fix-one').click()
  await expect(source).toContainText('1112.5')
  await page.getByTestId('undo-fix').click()
  await expect(source).toContainText("'1 112,5'")
  await page.getByTestId('fix-all').click()
  await expect(source).toContainText('"quantity": 1112.5')
  await expect(page.getByText('Соответствует контракту')).toBeVisible()
  await page.getByTestId('undo-fix').click()
  await expect(source).toContainText("'1 112,5'")
})
