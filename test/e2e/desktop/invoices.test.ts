import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createAdminClient } from '../../../server/admin/client.ts'
import { desktopTest as test, expect } from '../harness.ts'

test('an invoice of an order is changed by hand in the desktop window and saved as a PDF', async ({
  desktop,
}) => {
  const { app, page } = desktop
  const api = createAdminClient(desktop.address())
  const { order_id: id } = await api.call('site.place', { body: await api.call('site.draft') })
  await api.call('onec.exchange')
  await api.call('onec.return', { params: { id } })

  await page.getByTestId('nav-invoice').click()
  await page.getByTestId('invoice-source').filter({ hasText: 'версия 1' }).click()
  await page.getByTestId('manual-from-this').click()
  await page.getByTestId('manual-number').fill('9021')
  const quantity = page.getByTestId('line-1-quantity')
  await quantity.fill('12')
  await quantity.press('Tab')
  await expect(page.getByTestId('manual-state')).toContainText('К оплате')

  const path = join(desktop.userData, 'invoice.pdf')
  const savesTo = () =>
    app.evaluate(({ session }, path) => {
      session.defaultSession.once('will-download', (_event, item) => item.setSavePath(path))
    }, path)
  const text = () => execFileSync('pdftotext', ['-layout', path, '-']).toString('utf8')
  // The sheet follows what is typed a moment later.
  await expect(async () => {
    await savesTo()
    await page.getByTestId('save-pdf').click()
    await expect.poll(async () => (await readFile(path).catch(() => '')).length).toBeGreaterThan(1000)
    expect(text()).toMatch(/№ 9021[^]* 12 /)
  }).toPass()
  expect(
    (await api.call('site.order', { params: { id } })).versions,
    'the order stays as it is',
  ).toHaveLength(1)
})
