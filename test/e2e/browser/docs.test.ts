import { expect, test, type ServedBench } from '../harness.ts'

const user = 'restore'

// Swagger UI works through a whole document before it shows an operation, which takes its time on a busy machine.
test.slow()
const documentTime = { timeout: 60_000 }

/** Gives the first enterprise of the demo a password, as its screen does. */
async function newPassword({ address }: ServedBench): Promise<{ enterprise: string; password: string }> {
  const list = (await (await fetch(`${address}/api/enterprises`)).json()) as { id: string }[]
  const enterprise = list[0]!.id
  const set = await fetch(`${address}/api/enterprises/${enterprise}/password`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user, password: 'docs-password' }),
  })
  expect(set.status, await set.clone().text()).toBe(200)
  return { enterprise, password: ((await set.json()) as { password: string }).password }
}

test('[B-07][B-10][BD-38] Swagger UI shows the methods of ReGate, and «Try it out» calls the bench', async ({
  page,
  bench,
}) => {
  const { enterprise, password } = await newPassword(bench)
  await page.goto(`/onec/${enterprise}/hs/regate/docs`)
  for (const method of ['state', 'city', 'assortment', 'client', 'booking', 'paycard', 'refund'])
    await expect(page.locator(`.opblock [data-path="/hs/regate/${method}"]`).first()).toBeVisible(
      documentTime,
    )

  await page.getByRole('button', { name: 'Authorize' }).click()
  const dialog = page.locator('.auth-container')
  await dialog.locator('input[name="username"]').fill(user)
  await dialog.locator('input[name="password"]').fill(password)
  await dialog.getByRole('button', { name: 'Apply credentials' }).click()
  await page.locator('.modal-ux').getByRole('button', { name: 'Close', exact: true }).click()

  const state = page.locator('.opblock-get').filter({ has: page.locator('[data-path="/hs/regate/state"]') })
  await state.locator('.opblock-summary-control').click()
  await state.getByRole('button', { name: 'Try it out' }).click()
  const answered = page.waitForResponse((response) => response.url().endsWith('/hs/regate/state'))
  await state.getByRole('button', { name: 'Execute' }).click()
  expect((await answered).status()).toBe(200)
  const live = state.locator('.live-responses-table')
  await expect(live.locator('.response-col_status').nth(1)).toContainText('200', documentTime)
  await expect(live).toContainText('regate/1', documentTime)
})

test('[B-10][BD-38] the page of the bench has the documents of both contracts', async ({ page }) => {
  await page.goto('/docs')
  await expect(page.locator('[data-path="/hs/regate/booking"]').first()).toBeVisible(documentTime)
  await page.locator('.download-url-wrapper select').selectOption({ label: 'site-orders/1' })
  await expect(page.locator('[data-path="/api/1c/v1/ping"]').first()).toBeVisible(documentTime)
})
