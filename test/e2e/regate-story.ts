import { expect, type Page } from '@playwright/test'
import { createAdminClient } from '../../server/admin/client.ts'
import { choose } from './select.ts'

/**
 * The application server played by hand: a purchase by the forms of the player, step by step, then the refund; and how the
 * order looks in the base of the enterprise. The same steps run in a browser and in the desktop window.
 */
export async function playRegateStory(page: Page, address: string): Promise<void> {
  const api = createAdminClient(address)
  const [enterprise] = await api.call('regate.enterprises')
  const base = { enterprise: enterprise!.id }
  const before = await api.call('regate.orders', { params: base })

  /** Opens the form of a method, changes what is to be changed, sends it and waits for its answer. */
  async function call(method: string, status: number, change?: () => Promise<void>) {
    await page.getByTestId(`method-${method}`).click()
    await change?.()
    await page.getByTestId('restore-send').click()
    const answer = page.getByTestId('restore-answer')
    await expect(answer.locator('b.mono').first()).toHaveText(method)
    await expect(page.getByTestId('restore-status')).toHaveText(new RegExp(`${status}`))
  }
  const field = (place: string) => page.getByTestId(`field-${place}`).locator('input').first()

  await page.getByTestId('nav-restore').click()
  for (const method of ['state', 'city', 'citystore', 'assortment']) await call(method, 200)
  await call('client', 201)
  const client_id = await field('client_id').inputValue()

  // What the answers brought stands in the form: the store, the goods, the client.
  await call('booking', 201, async () => {
    await expect(field('client_id')).toHaveValue(client_id)
    await choose(page, page.getByTestId('field-delivery-type'), 'pickup')
  })
  const booking_id = await field('booking_id').inputValue()
  const orders = await api.call('regate.orders', { params: base })
  expect(orders).toHaveLength(before.length + 1)
  const order = orders.find((one) => one.booking_id === booking_id)!
  expect(order).toMatchObject({ client_id, status: 100, payment_code: 0, paid: 0 })

  // Another amount than the order's is refused, and what to do is told; the money is not lost (BD-22).
  await call('paycard', 409, () => field('payment-amount').fill('1'))
  await expect(page.getByTestId('restore-answer')).toContainText('RG-AMOUNT-MISMATCH')
  await expect(page.getByTestId('restore-answer')).toContainText('Сообщить клиенту')

  await page.getByTestId('restore-restart').click()
  await call('paycard', 200)
  await call('bookingstate', 200)
  await expect(page.getByTestId('restore-answer').locator('.cm-content')).toContainText('"code": 210')
  await call('refund', 200)

  const refunded = await api.call('regate.order', { params: { ...base, order: order.order_id } })
  expect(refunded).toMatchObject({ status: 430, payment_code: 1, paid: order.amount })
  const refunds = await api.call('regate.refunds', { params: base })
  expect(refunds.filter(({ order_id }) => order_id === order.order_id)).toHaveLength(1)

  await page.goto(`${address}/#/enterprises/${base.enterprise}/orders`)
  await page.getByTestId(`order-${order.order_number}`).click()
  await expect(page.getByTestId('order-status')).toContainText('430')
  await page.locator('.n-tabs-tab', { hasText: 'История статусов' }).click()
  await expect(page.getByTestId('order-history')).toContainText('210')

  await page.getByTestId('nav-queue').click()
  await expect(page.getByText(`order:${order.order_id}`).first()).toBeVisible()

  await page.getByTestId('nav-journal').click()
  const rows = page.getByTestId('journal-rows')
  for (const operation of ['Создать заказ', 'Сообщить об оплате картой', 'Вернуть деньги по заказу'])
    await expect(rows.getByText(operation).first()).toBeVisible()
}
