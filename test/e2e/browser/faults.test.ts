import { expect, test } from '../harness.ts'
import { choose } from '../select.ts'

/** QA breaks the exchange on purpose, sees it in the journal, and puts everything right with one click. */

test.afterEach(async ({ bench }) => {
  // The bench is shared: whatever becomes of this test, nobody after it meets its faults.
  const call = (path: string, body: object) =>
    fetch(`${bench.address}/api${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  await call('/faults/switch', { on: false })
  const { rules } = (await (await fetch(`${bench.address}/api/faults`)).json()) as { rules: { id: string }[] }
  if (rules.length > 0) await call('/faults/rules/remove', { ids: rules.map(({ id }) => id) })
})

test('a rule breaks the exchange, the journal says which; a preset is a click, and so is the way out', async ({
  page,
  bench,
}) => {
  const exchange = () => fetch(`${bench.address}/api/onec/exchange`, { method: 'POST' })

  await page.goto('/#/faults')
  await expect(page.getByText('Помех нет: обмены идут как есть')).toBeVisible()
  await page.keyboard.press('Insert')
  await choose(page, page.getByTestId('fault-kind'), 'Обрыв соединения')
  await page.getByTestId('fault-name').fill('Сайт пропал')
  await expect(page.getByTestId('fault-sentence')).toContainText('раньше, чем сторона увидит запрос')
  await page.getByTestId('fault-save').click()
  const row = page.getByTestId('fault-rule-drop-1')
  await expect(row).toContainText('Действует')
  await expect(page.getByTestId('fault-badge')).toContainText('1 помеха')

  const cycle = (await (await exchange()).json()) as { outcome: string }
  expect(cycle.outcome).not.toBe('done')
  await expect(row.getByTestId('fault-counts')).not.toHaveText('0 / 0')
  await page.getByTestId('fault-affected-drop-1').click()
  await expect(page).toHaveURL(/#\/journal\?q=fault/)
  await expect(page.getByTestId('flag-fault').first()).toBeVisible()
  await page.getByTestId('flag-fault').first().click()
  await expect(page.getByTestId('fault-marks')).toContainText('соединение оборвано до обработки')
  await expect(page.getByTestId('fault-marks')).toContainText('Сайт пропал')

  await page.getByTestId('flag-fault').first().click({ button: 'right' })
  await page.getByText('Сделать помеху отсюда').click()
  await expect(page.getByTestId('fault-sentence')).toContainText('1С → сайт, «')
  await page.keyboard.press('Escape')

  await page.getByTestId('fault-preset-storm-401').click()
  await expect(page.getByTestId('fault-badge')).toContainText('2 помехи')
  await page.getByTestId('fault-badge-off').click()
  await expect(page.getByTestId('fault-badge')).toBeHidden()
  await expect(row).toContainText('Выключена')
  expect(((await (await exchange()).json()) as { outcome: string }).outcome).toBe('done')

  await row.focus()
  await page.keyboard.press('Delete')
  await expect(row).toBeHidden()
  const removed = page.locator('.n-notification', { hasText: 'Правило удалено' })
  await removed.getByRole('button', { name: 'Вернуть' }).click()
  await expect(row).toBeVisible()
})
