import { expect, test } from '../harness.ts'

/** Comparing: two entries of the demo, swapped, and one with a file. */

test('two recorded answers and a file are compared by what they mean', async ({ page, bench }) => {
  const call = async (path: string, init?: RequestInit) =>
    (await fetch(`${bench.address}/api${path}`, init)).json() as Promise<never>
  const cycle: { outcome: string } = await call('/onec/exchange', { method: 'POST' })
  expect(cycle.outcome).toBe('done')
  const { rows }: { rows: { id: number }[] } = await call('/journal?operation=site-orders.getOrders&limit=1')
  const { id } = rows[0]!
  const { response }: { response: { text: string } } = await call(`/journal/${id}`)
  const { id: again }: { id: number } = await call(`/journal/${id}/repeat`, { method: 'POST' })

  await page.goto(`/#/compare?left=entry:${id}/response&right=entry:${again}/response`)
  await expect(page.getByTestId('compare-verdict')).toContainText('по контракту site-orders/1')
  await page.getByTestId('compare-swap').click()
  await expect(page).toHaveURL(new RegExp(`left=entry:${again}/response&right=entry:${id}/response`))
  await expect(page.getByTestId('compare-left')).toContainText(`Запись ${again}`)

  const changed = response.text.replace(/"order_status":\s*"[^"]*"/, '"order_status": "Отменён в файле"')
  await page.getByTestId('compare-left').click()
  await page.getByRole('dialog').getByText('Файл', { exact: true }).click()
  const content = { name: 'заказы.json', mimeType: 'application/json', buffer: Buffer.from(changed) }
  await page.getByTestId('file-input').setInputFiles(content)
  await expect(page.getByTestId('compare-left')).toHaveText('заказы.json')
  const difference = page.getByTestId('compare-difference')
  await expect(difference).toHaveCount(1)
  await expect(difference).toContainText('Отменён в файле')
  await difference.click()
  await expect(difference).toHaveAttribute('aria-selected', 'true')

  await page.getByText('Текст', { exact: true }).click()
  await expect(page.getByTestId('compare-merge')).toContainText('Отменён в файле')
  await expect(page.getByTestId('compare-merge')).toContainText(/Одинаковых строк: \d+/)
})
