import { desktopTest as test, expect } from '../harness.ts'

test('journal: search, removal and its undo in the desktop window', async ({ desktop }) => {
  const { page } = desktop
  for (const path of ['first', 'second'])
    await fetch(`${desktop.address()}/site/api/1c/v1/${path}`, {
      headers: { authorization: `Basic ${btoa('1c:not-the-password')}` },
    })
  await page.getByTestId('nav-journal').click()
  const rows = page.getByTestId('journal-rows').locator('[data-testid^=entry-]')
  await expect(rows.first()).toBeVisible()
  await page.keyboard.press('Control+f')
  await page.keyboard.type('статус:401 path:second')
  await page.keyboard.press('Enter')
  await expect(rows).toHaveCount(1)
  await expect(page.getByTestId('journal-rows')).toBeFocused()
  await page.keyboard.press('Delete')
  await expect(rows).toHaveCount(0)
  await page.getByRole('button', { name: 'Вернуть', exact: true }).click()
  await expect(rows).toHaveCount(1)
})
