import { createAdminClient } from '../../../server/admin/client.ts'
import { expect, test } from '../harness.ts'
import { book, playBankStory, service } from '../regate-bank-story.ts'

/** People at the 1C of an enterprise: items, orders that came by the service, the bank, refunds. */

test('[B-72][B-74][BD-40] bank: a dropped statement pays the order that it names, the other payment waits and is allocated by hand', async ({
  page,
  bench,
}) => playBankStory(page, bench.address))

test('[B-57][BD-41] refund: the order that came by the service is shown live, its refund goes to the masked card and is executed', async ({
  page,
  bench,
}) => {
  await page.goto('/#/enterprises/kolos/orders')
  await expect(page.getByText('Заказов пока нет')).toBeVisible()
  const api = createAdminClient(bench.address)
  const order = await book(api, 'refund-1')
  const row = page.getByTestId(`order-${order.order_number}`)
  await expect(row).toContainText('100 Создан, не оплачен')
  await row.click()
  const form = page.getByTestId('order-form')
  await expect(form.getByTestId('order-payment')).toHaveText('0 Не оплачено')

  await service(api, 'paycard', {
    order_id: order.order_id,
    payment: {
      transaction_id: 'pay-000871',
      amount: order.amount,
      currency: 'RUB',
      paid_at: '2026-11-25T12:04:51',
      system: 'Пример-Эквайринг',
      pan_mask: '4000 00** **** 0002',
    },
  })
  await expect(form.getByTestId('order-status')).toContainText('210 Оплачен картой')
  await service(api, 'refund', {
    order_id: order.order_id,
    refund_id: 'rs-ref-5531',
    reason: 'Не подошло',
  })
  await expect(form.getByTestId('order-status')).toContainText('430 Возврат денег')

  await page.getByTestId('base-tab-refunds').click()
  const refund = page.locator('[data-testid^=refund-row-]')
  await expect(refund).toContainText('4000 00** **** 0002')
  await expect(refund).toContainText('Подготовлен')
  await refund.getByTestId('refund-execute').click()
  await expect(refund).toContainText('Исполнен')
  await expect(refund.getByTestId('refund-execute')).toHaveCount(0)
  await refund.getByRole('link', { name: order.order_number }).click()
  await form.locator('.n-tabs-tab', { hasText: 'История статусов' }).click()
  await expect(page.getByTestId('order-history')).toContainText('Деньги возвращены')
})

test('[B-70][BD-24] order: a person at 1C takes the cash and ships the goods', async ({ page, bench }) => {
  const order = await book(createAdminClient(bench.address), 'cash-1')
  await page.goto(`/#/enterprises/kolos/orders/${order.order_id}`)
  const form = page.getByTestId('order-form')
  await form.getByTestId('order-act-cash').click()
  await expect(form.getByTestId('order-status')).toContainText('230 Оплачен наличными')
  await expect(form.getByTestId('order-payment')).toHaveText('3 Наличными')
  await expect(form.getByTestId('order-act-cancel')).toHaveCount(0)
  await form.getByTestId('order-act-ship').click()
  await expect(form).toContainText('Отгружен')
})

test('[B-27][B-41] items: prices and stocks are edited by keyboard, searched by Ctrl+F, and 5 000 more stay scrollable', async ({
  page,
  bench,
}) => {
  const api = createAdminClient(bench.address)
  const params = { enterprise: 'kolos' }
  await api.call('regate.fill', { params, body: { items: 5000, seed: 1 } })
  await page.goto('/#/enterprises/kolos/items')
  const grid = page.getByTestId('item-grid')
  const row = page.getByTestId('item-CH-001')
  await row.locator('[data-cell=price]').click()
  await page.keyboard.press('F2')
  await page.keyboard.type('1 250,5')
  await page.keyboard.press('Enter')
  await expect(row.locator('[data-cell=price]')).toHaveText(/1\s250,50/)
  await row.locator('[data-cell=tier-0]').click()
  await page.keyboard.press('Enter')
  await page.keyboard.type('0: 5')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('cell-input')).toHaveAttribute('aria-invalid', 'true')
  await page.keyboard.press('Escape')
  await expect(row.locator('[data-cell=tier-0]')).toContainText('1 120,00')
  const [item] = (await api.call('regate.items', { params, query: { text: 'CH-001', limit: 1 } })).rows
  expect(item).toMatchObject({ price: 125_050, tiers: [{ over: 5000 }, { over: 20_000 }] })

  await expect(page.getByTestId('item-count')).toContainText(/5\s0/)
  for (let part = 0; part < 4; part++)
    await grid.evaluate((element) => element.scrollTo({ top: element.scrollHeight }))
  await expect(grid.locator('[data-testid^=item-GN-]').first()).toBeVisible()
  expect(await grid.getByRole('row').count(), 'only what is seen is drawn').toBeLessThan(90)

  await page.keyboard.press('Control+f')
  await page.keyboard.type('GN-004999')
  await expect(page.getByTestId('item-GN-004999')).toBeVisible()
  await expect(grid.locator('[data-testid^=item-]')).toHaveCount(1)
})

test('[B-17][BD-37] enterprises: added with a base, given a password once, disturbed, removed after a question', async ({
  page,
  bench,
}) => {
  await page.goto('/#/enterprises')
  await page.getByTestId('enterprise-add').click()
  await page.getByTestId('enterprise-name').fill('Пробное')
  await page.getByTestId('enterprise-id').fill('probe')
  await page.getByTestId('enterprise-add-save').click()
  await expect(page.getByTestId('enterprise-probe')).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByText('В базе нет номенклатуры')).toBeVisible()

  await page.getByTestId('enterprise-settings').click()
  await page.getByTestId('password-restore').click()
  const password = (
    await page
      .getByTestId('new-password')
      .getByRole('button', { name: /\S{20}/ })
      .innerText()
  ).trim()
  const state = () =>
    fetch(`${bench.address}/onec/probe/hs/regate/city`, {
      headers: { authorization: `Basic ${btoa(`restore:${password}`)}` },
    })
  expect((await state()).status).toBe(200)
  await page.keyboard.press('Escape')

  await page.getByTestId('enterprise-conditions').click()
  await page.getByTestId('base-maintenance').click()
  await expect(page.getByTestId('on-maintenance')).toBeVisible()
  expect((await state()).status).toBe(503)
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Ещё' }).click()
  await page.getByText('Удалить предприятие…').click()
  const question = page.getByRole('dialog')
  await expect(question).toContainText('Отменить это нельзя')
  await question.getByRole('button', { name: 'Удалить предприятие…' }).click()
  await expect(page.getByTestId('enterprise-probe')).toHaveCount(0)
  const left = await createAdminClient(bench.address).call('regate.enterprises')
  expect(left.map(({ id }) => id)).not.toContain('probe')
})
