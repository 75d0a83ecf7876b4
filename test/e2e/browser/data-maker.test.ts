import { readFile } from 'node:fs/promises'
import { expect, test } from '../harness.ts'

/** «Данные»: a kind is chosen, seen, saved to a file and put into a base. */

test('made data are seen at once, saved to a file and put into the base of the site', async ({ page }) => {
  await page.goto('/#/data')
  const preview = page.getByTestId('make-preview')
  await expect(preview.locator('tbody tr')).toHaveCount(50)
  await expect(preview).toContainText('example.')

  // Another seed, other people; the same seed, the same ones.
  await page.getByTestId('make-people').click()
  const first = preview.locator('tbody tr').first()
  await expect(first).toContainText('отделом')
  const before = await first.textContent()
  await page.getByTestId('make-dice').click()
  await expect(first).not.toHaveText(before!)
  await page.getByLabel('Зерно', { exact: true }).fill('1')
  await page.getByLabel('Зерно', { exact: true }).press('Enter')
  await expect(first).toHaveText(before!)

  await page.getByLabel('Количество', { exact: true }).fill('30')
  await page.getByLabel('Количество', { exact: true }).press('Enter')
  await expect(preview.locator('tbody tr')).toHaveCount(30)
  await page.getByTestId('make-as-file').click()
  await expect(page.getByText('"last_name"').first()).toBeVisible()

  const download = page.waitForEvent('download')
  await page.getByTestId('make-save').click()
  const file = await download
  expect(file.suggestedFilename()).toBe('people-1.jsonl')
  expect((await readFile(await file.path(), 'utf8')).trimEnd().split('\n')).toHaveLength(30)

  await page.getByTestId('make-fill').click()
  await page.getByTestId('fill-into-site').click()
  await page.getByTestId('fill-start').click()
  const filling = page.getByTestId('filling')
  await expect(filling).toHaveAttribute('data-state', 'done')
  await expect(filling).toContainText('добавлено 30')
  await filling.getByRole('link', { name: 'Посмотреть' }).click()
  await expect(page).toHaveURL(/#\/site/)
})
