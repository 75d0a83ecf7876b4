import { expect, test } from '../harness.ts'
import { choose } from '../select.ts'

/** A tester lets 1C exchange by itself, looks when, and what came of it. */
test('an errand is added by keyboard, run, seen in the history, changed, removed and brought back', async ({
  page,
}) => {
  await page.goto('/#/errands')
  await expect(page.getByText('Регламентных заданий пока нет')).toBeVisible()
  await page.keyboard.press('Insert')
  const dialog = page.getByRole('dialog')
  await choose(page, dialog.getByTestId('errand-kind'), '1С: обмен заказами с сайтом')
  await dialog.getByText('По выражению', { exact: true }).click()
  await dialog.getByTestId('errand-expression').fill('*/5 9-17 * * 1-6-')
  const preview = dialog.getByTestId('errand-preview')
  await expect(preview).toContainText('не читается')
  await expect(dialog.getByTestId('errand-save')).toBeDisabled()
  await dialog.getByTestId('errand-expression').fill('*/5 9-17 * * 1-5')
  await expect(preview).toContainText('каждые 5 минут по будням с 9 до 18')
  await expect(preview.getByRole('listitem')).toHaveCount(5)
  await expect(dialog.getByTestId('errand-save')).toBeEnabled()
  await page.keyboard.press('Control+Enter')

  const row = page.getByTestId('errand-onec-exchange')
  await expect(row).toContainText('каждые 5 минут по будням с 9 до 18')
  await expect(row).toContainText('не было')
  await expect(page.getByTestId('errand-next').getByRole('listitem')).toHaveCount(5)
  await row.focus()
  await page.keyboard.press('Control+Enter')
  const runs = page.getByTestId('errand-runs')
  await expect(runs).toContainText('Обмен выполнен')
  await expect(runs).toContainText('вручную')
  await expect(row).toContainText('выполнено')

  await row.focus()
  await page.keyboard.press('Space')
  await expect(row).toContainText('выключено')
  await page.keyboard.press('F2')
  await dialog.getByTestId('errand-name').fill('Забор заказов')
  await expect(dialog.getByTestId('errand-save')).toBeEnabled()
  await dialog.getByTestId('errand-save').click()
  await expect(row).toContainText('Забор заказов')

  await row.focus()
  await page.keyboard.press('Delete')
  await expect(page.getByText('Регламентных заданий пока нет')).toBeVisible()
  await page.getByRole('button', { name: 'Вернуть', exact: true }).click()
  await expect(row).toContainText('Забор заказов')

  await page.getByTestId('errands-tab-history').click()
  await page.getByTestId('errand-entries').first().click()
  await expect(page).toHaveURL(/#\/journal/)
  await expect(page.getByText('/site/api/1c/v1/ping').first()).toBeVisible()
})
