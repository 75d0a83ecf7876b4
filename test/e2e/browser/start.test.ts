import { expect, test } from '../harness.ts'

test('`obmen serve` answers with the page, in Russian, with the demo workspace', async ({ page, bench }) => {
  await page.goto('/')
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru')
  await expect(page.getByTestId('story-new-order')).toHaveText('Новый заказ на сайте')
  expect(new URL(page.url()).origin).toBe(bench.address)
})
