import { desktopTest as test, expect } from '../harness.ts'

test('a story is recorded in the window, played step by step and seen to hold', async ({ desktop }) => {
  test.setTimeout(240_000)
  const { page } = desktop
  const post = async (path: string) =>
    expect((await fetch(`${desktop.address()}/api${path}`, { method: 'POST' })).status).toBe(200)
  await page.goto(`${desktop.address()}/#/scenarios`)
  await page.getByTestId('record').click()
  await expect(page.getByTestId('record')).toHaveAttribute('data-state', 'recording')
  await post('/onec/exchange')
  await page.getByTestId('record').click()
  await expect(page.getByTestId('record')).toHaveAttribute('data-state', 'idle', { timeout: 90_000 })
  const editor = page.getByTestId('scenario-text')
  await expect(editor).toContainText('# Записано на стенде')
  // The editor draws only the lines in sight, so the step is looked for, as a person does.
  await editor.locator('.cm-content').press('Control+f')
  await editor.getByRole('textbox', { name: 'Найти', exact: true }).pressSequentially('do: onec.exchange')
  await page.keyboard.press('Enter')
  await expect(editor.locator('.cm-searchMatch-selected')).toHaveText('do: onec.exchange')

  await page.getByTestId('run-paused').click()
  const run = page.getByTestId('run')
  await expect(run).toHaveAttribute('data-state', 'paused', { timeout: 30_000 })
  await page.getByTestId('run-step').click()
  await expect(page.getByTestId('step-1')).toHaveAttribute('data-state', 'passed', { timeout: 30_000 })
  await expect(run).toHaveAttribute('data-state', 'paused')
  await page.getByTestId('run-resume').click()
  await expect(run).toHaveAttribute('data-state', 'passed', { timeout: 90_000 })
})
