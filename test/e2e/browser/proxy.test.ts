import { expect, test } from '../harness.ts'

/** An integrator puts the bench between two systems: the simulated site stands for a real one. */
test('a link is made, checked, used, seen in the journal, removed and brought back', async ({
  page,
  bench,
}) => {
  await page.goto('/#/proxy')
  await expect(page.getByText('Связей пока нет')).toBeVisible()
  await page.getByTestId('proxy-add').click()
  await page.getByTestId('proxy-name').fill('Магазин')
  await page.getByTestId('proxy-address').fill(`${bench.address}/site`)
  await page.getByTestId('proxy-id').fill('shop')
  await page.getByTestId('proxy-save').click()

  const address = page.getByTestId('proxy-local-address')
  await expect(address).toHaveText(`${bench.address}/proxy/shop`)
  await page.getByTestId('proxy-check').click()
  await expect(page.getByTestId('proxy-check-result')).toContainText('отвечает')

  const answer = await fetch(`${bench.address}/proxy/shop/api/1c/v1/ping`)
  expect(answer.status).toBe(401)
  await expect(page.getByTestId('proxy-exchanges')).toContainText('site-orders.ping')
  await expect(page.getByTestId('proxy-link-shop')).toContainText('401')

  await page.getByTestId('proxy-mode-playback').click()
  await expect(page.getByText('отвечают записи по порядку')).toBeVisible()
  expect((await fetch(`${bench.address}/proxy/shop/api/1c/v1/ping`)).status).toBe(401)
  await expect(page.getByTestId('proxy-exchanges')).toContainText('из записи')

  await page.getByTestId('proxy-remove').click()
  await expect(page.getByText('Связей пока нет')).toBeVisible()
  await page.getByRole('button', { name: 'Вернуть', exact: true }).click()
  await expect(page.getByTestId('proxy-link-shop')).toBeVisible()

  await page.getByTestId('proxy-exchanges').getByText('site-orders.ping').first().click()
  await expect(page).toHaveURL(/#\/journal\/\d+/)
})
