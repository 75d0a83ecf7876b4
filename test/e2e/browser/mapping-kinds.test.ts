import { expect, test } from '../harness.ts'

test('own kinds: added in a dialog, filled, seen in the journal, changed, removed and brought back', async ({
  page,
  bench,
}) => {
  await page.goto('/#/mappings')
  const kinds = page.getByRole('navigation', { name: 'Соответствия' })
  for (const group of ['Заказы сайта', 'CommerceML', 'ReGate', 'КСУП', 'Свои'])
    await expect(kinds.getByRole('heading', { name: group, exact: true })).toBeAttached()

  await page.getByTestId('kind-add').click()
  const dialog = page.getByTestId('own-kind')
  await expect(page.getByTestId('own-kind-save')).toBeDisabled()
  await page.getByTestId('own-kind-id').locator('input').fill('channel')
  await page.getByTestId('own-kind-ru').locator('input').fill('Каналы продаж')
  await page.getByTestId('own-kind-site').locator('input').fill('Маркетплейс')
  await page.getByTestId('own-kind-add-place').click()
  const place = page.getByTestId('own-kind-place')
  await place.locator('.n-base-selection').first().click()
  await page.keyboard.type('site-orders.getOrders')
  await page.keyboard.press('Enter')
  await place.locator('.n-base-selection').nth(1).click()
  await page.locator('.n-base-select-option', { hasText: 'ответ' }).click()
  await page.getByTestId('own-kind-path').locator('input').fill('/orders/*/order/delivery/delivery_method')
  await page.getByTestId('own-kind-save').click()
  await expect(dialog).toHaveCount(0)
  await expect(page).toHaveURL(/mappings\/own_channel/)
  await expect(page.getByTestId('kind-own_channel')).toContainText('Каналы продаж')
  await expect(page.getByText('Маркетплейс: ид.').first()).toBeVisible()

  // What an exchange brings is listed at once, under the name of the kind.
  expect((await page.request.post(`${bench.address}/api/onec/exchange`)).ok()).toBe(true)
  await expect(page.getByTestId('kind-own_channel')).toContainText('▲')
  await expect(page.getByText('Каналы продаж, Маркетплейс → 1С').first()).toBeVisible()

  await page.getByTestId('kind-more-own_channel').click()
  await page.getByText('Изменить вид…').click()
  await page.getByTestId('own-kind-ru').locator('input').fill('Площадки')
  await page.getByTestId('own-kind-save').click()
  await expect(page.getByTestId('kind-own_channel')).toContainText('Площадки')

  await page.getByTestId('kind-more-own_channel').click()
  await page.getByText('Удалить вид…').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Удалить вид…' }).click()
  await expect(page.getByTestId('kind-own_channel')).toHaveCount(0)
  await page.getByRole('button', { name: 'Вернуть', exact: true }).click()
  await expect(page.getByTestId('kind-own_channel')).toContainText('Площадки')
})
