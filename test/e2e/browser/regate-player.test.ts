import { readFile } from 'node:fs/promises'
import { expect, test } from '../harness.ts'
import { playRegateStory } from '../regate-story.ts'
import { choose } from '../select.ts'

test('[B-44][B-46][B-49][B-51][B-52][B-53][B-55][B-56][B-57] a purchase by the forms of the player, then the refund', async ({
  page,
  bench,
}) => {
  test.setTimeout(120_000)
  await page.goto('/')
  await playRegateStory(page, bench.address)
})

test('[B-18][B-22] one button buys and refunds, and each step opens its request and answer', async ({
  page,
}) => {
  await page.goto('/#/restore/purchase')
  await page.getByTestId('purchase-refund').click()
  await page.getByTestId('purchase-start').click()
  await expect(page.getByTestId('purchase-outcome')).toContainText('Покупка прошла')
  await page.getByTestId('purchase-step-booking').click()
  await page.locator('.n-tabs-tab', { hasText: /^Запрос$/ }).click()
  await expect(page.locator('.cm-content').last()).toContainText('booking_id')
})

test('[B-05][B-18] a load of several clients shows its calls by method', async ({ page }) => {
  await page.goto('/#/restore/load')
  await page.getByTestId('load-clients').locator('input').fill('3')
  await page.getByTestId('load-purchases').locator('input').fill('2')
  await page.getByTestId('load-start').click()
  await expect(page.getByTestId('load-facts')).toContainText('закончена', { timeout: 30_000 })
  await expect(page.getByTestId('load-facts')).toContainText('6 / 6')
  await expect(page.locator('.uplot canvas').first()).toBeVisible()
  await expect(page.getByRole('row', { name: /booking / }).first()).toBeVisible()
})

test('[BD-27] the JSON view and the form show the same values', async ({ page }) => {
  await page.goto('/#/restore/method')
  await page.getByTestId('method-client').click()
  await page.getByTestId('field-client_id').locator('input').fill('rs-by-hand')
  await page.getByTestId('restore-json').click()
  const editor = page.getByRole('textbox', { name: 'JSON' })
  await expect(editor).toContainText('"client_id": "rs-by-hand"')
  await editor.fill('{ "client_id": "rs-by-json" }')
  await page.getByText('Форма', { exact: true }).click()
  await expect(page.getByTestId('field-client_id').locator('input')).toHaveValue('rs-by-json')
})

test('[B-03] a paused queue keeps what it accepted, and goes on', async ({ page }) => {
  await page.goto('/#/queue')
  const pause = page.locator('[data-testid^="pause-"]').first()
  await pause.click()
  await expect(pause).toHaveText('Продолжить')
  await pause.click()
  await expect(pause).toHaveText('Остановить')
})

test('[B-14][B-15] the guide follows the names that are typed in, and is saved whole', async ({ page }) => {
  await page.goto('/#/publishing/guide')
  await page.getByTestId('guide-host').locator('input').fill('1c.my-shop.example')
  await choose(page, page.getByTestId('guide-file'), 'check.sh')
  await expect(page.locator('.cm-content')).toContainText('1c.my-shop.example')
  await page.getByTestId('guide-host').locator('input').fill('https://1c')
  await expect(page.getByRole('alert').first()).toContainText('Имя узла')
  await page.getByTestId('guide-host').locator('input').fill('1c.my-shop.example')
  const saved = page.waitForEvent('download')
  await page.getByTestId('guide-zip').click()
  const bytes = await readFile(await (await saved).path())
  expect(bytes.subarray(0, 2).toString()).toBe('PK')
})

test('[B-16] TLS: an address that is none is refused with a remedy, and a change wants a restart', async ({
  page,
}) => {
  await page.goto('/#/publishing/tls')
  await page.getByTestId('tls-address').locator('input').fill('http://localhost')
  await page.getByTestId('tls-check').click()
  await expect(page.getByRole('alert')).toContainText('https://')
  await page.getByTestId('tls-enabled').click()
  await page.getByTestId('tls-save').click()
  await expect(page.getByTestId('tls-restart')).toBeVisible()
})
