import type { Page } from '@playwright/test'
import { createAdminClient } from '../../../server/admin/client.ts'
import { expect, test } from '../harness.ts'

/** An integrator at the exchange node of 1C: set up by hand, connection checked, sessions watched, failures played. */

const SECRET = 'exchange-4711'

/** A site that wants this password at an address of its own, as a real one does. */
async function siteWithPassword(address: string) {
  const api = createAdminClient(address)
  const settings = await api.call('cmlSite.settings')
  await api.call('cmlSite.saveSettings', { body: { ...settings, user: '1c', password: SECRET } })
  return { api, script: `${address}/site/bitrix/admin/1c_exchange.php` }
}

const state = (page: Page) => page.getByTestId('run-state')
const steps = (page: Page) => page.getByTestId('run-steps')
const log = (page: Page) => page.getByTestId('run-log')

test('[C §3.1 checkauth] a node is set up by hand; a wrong password is refused in the words of 1C, the right one connects', async ({
  page,
  bench,
}) => {
  const { script } = await siteWithPassword(bench.address)
  await page.goto('/#/cml-node')
  await page.getByTestId('node-add').click()
  await page.getByTestId('node-name').fill('Пробный магазин')
  await page.getByTestId('node-id').fill('probe')
  await page.getByTestId('node-new-address').fill(script)
  await page.getByTestId('node-add-save').click()
  await expect(page.getByTestId('node-address')).toHaveText(script)

  await page.getByTestId('node-tab-settings').click()
  await expect(page.getByTestId('profile-traits')).toContainText('180')
  await page.getByTestId('settings-password').fill('not-this-one')
  await expect(page.getByTestId('node-dirty')).toBeVisible()
  await page.getByTestId('node-save').click()
  await expect(page.getByTestId('node-dirty')).toHaveCount(0)

  await page.getByTestId('node-tab-exchange').click()
  await page.getByTestId('run-check').click()
  await expect(state(page)).toContainText('не выполнен')
  await expect(log(page)).toContainText('Авторизация не выполнена')
  await expect(page.getByTestId('step-url')).toContainText(`${script}?type=catalog&mode=checkauth`)
  await expect(page.getByTestId('step-answer')).toContainText('failure')

  await page.getByTestId('node-tab-settings').click()
  await page.getByTestId('settings-password').fill(SECRET)
  // An unsaved form survives a look at another tab.
  await page.getByTestId('node-tab-orders').click()
  await expect(page.getByTestId('node-tab-settings')).toContainText('●')
  await page.getByTestId('node-tab-settings').click()
  await page.keyboard.press('Control+s')
  await expect(page.getByTestId('node-dirty')).toHaveCount(0)

  await page.getByTestId('node-tab-exchange').click()
  await page.getByTestId('run-check').click()
  await expect(state(page)).toContainText('выполнен')
  await expect(state(page)).not.toContainText('не выполнен')
  await expect(page.getByTestId('step-reaction')).not.toHaveText('—')
})

test('[C §9] a whole session is watched to its end: goods go up, orders come down, every step leads to the journal', async ({
  page,
}) => {
  await page.goto('/#/cml-node')
  await expect(page.getByTestId('first-check')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(state(page)).toHaveText(/выполнен/)
  await expect(page.getByTestId('run-totals')).toContainText('Товаров')
  await expect(page.getByTestId('run-totals')).toContainText('Загружено заказов')
  for (const mode of ['checkauth', 'init', 'file', 'import', 'query', 'success'])
    await expect(steps(page).getByRole('row').filter({ hasText: mode }).first()).toBeVisible()
  await expect(log(page)).toContainText('Выгружено товаров')
  await expect(log(page)).toContainText('Обмен выполнен')

  // The last step is shown until another is picked, by pointer or by keyboard.
  await expect(page.getByTestId('step-details')).toContainText('sale success')
  await page.getByTestId('step-1').click()
  await expect(page.getByTestId('step-answer')).toContainText('PHPSESSID')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByTestId('step-answer')).toContainText('file_limit=204800')
  await page.getByTestId('step-entry').click()
  await expect(page).toHaveURL(/#\/journal\/\d+$/)
  await expect(page.getByRole('main')).toContainText('mode=init')
})

test('[C §15 F25] a failure is switched on and explained; the session shows what the site said and what a real 1C does', async ({
  page,
}) => {
  await page.goto('/#/cml-node/site/faults')
  const fault = page.getByTestId('fault-F25')
  await expect(fault).not.toContainText('Как ведёт себя настоящая сторона')
  await page.getByTestId('fault-switch-F25').click()
  await expect(fault).toContainText('Как ведёт себя настоящая сторона')
  await expect(page.getByTestId('node-tab-faults')).toContainText('(1)')

  await page.getByTestId('node-tab-exchange').click()
  await page.getByTestId('run-full').click()
  await expect(state(page)).toContainText('не выполнен')
  const failed = steps(page).getByRole('row').filter({ hasText: 'failure' }).first()
  await expect(failed).toContainText('import')
  await failed.click()
  await expect(page.getByTestId('step-said')).toContainText(/строк/)
  await expect(page.getByTestId('step-reaction')).not.toHaveText('—')
  await expect(log(page)).toContainText('Ответ сервера')

  await page.getByTestId('node-tab-faults').click()
  await page.getByTestId('faults-off').click()
  await expect(page.getByTestId('node-tab-faults')).not.toContainText('(')
  await page.keyboard.press('Control+Enter')
  await expect(state(page)).toHaveText(/(?<!не )выполнен/)
})

test(
  '[C §9 registration] an item and an order that are changed by hand go up with the next exchange',
  { tag: '@long' },
  async ({ page }) => {
    await page.goto('/#/cml-node')
    await page.getByTestId('run-all').click()
    await expect(state(page)).toHaveText(/(?<!не )выполнен/)

    await page.getByTestId('node-tab-items').click()
    await expect(page.getByTestId('items-changed')).toHaveText('К выгрузке: 0')
    await page.keyboard.press('Control+f')
    await page.keyboard.type('SB-1001')
    await expect(page.getByTestId('item-count')).toContainText('1 позиция')
    await page.getByTestId('onec-items').getByText('SB-1001').click()
    const price = page.getByTestId('offer-price').first().getByRole('textbox')
    await price.fill('395,50')
    await price.press('Tab')
    await page.getByTestId('item-save').click()
    await expect(page.getByTestId('onec-items')).toContainText('395,50')
    await expect(page.getByTestId('items-changed')).not.toHaveText('К выгрузке: 0')

    await page.getByTestId('node-tab-orders').click()
    await page.getByTestId('onec-orders').getByRole('row').nth(1).click()
    const order = page.getByTestId('cml-order')
    await expect(order.getByTestId('order-payment')).toHaveText('документа нет')
    await order.getByTestId('order-paid').click()
    await order.getByTestId('order-save').click()
    await expect(order.getByTestId('order-payment')).toContainText('№')
    await expect(order.getByTestId('order-changed')).toBeVisible()

    await page.keyboard.press('Control+Enter')
    await expect(state(page)).toHaveText(/(?<!не )выполнен/)
    await expect(page.getByTestId('run-totals')).toContainText('Отправлено заказов 1')
    await page.getByTestId('node-tab-items').click()
    await expect(page.getByTestId('items-changed')).toHaveText('К выгрузке: 0')
  },
)

test(
  '[C §4.2][C §3.5] a long export is stopped with Escape and goes on from its portion',
  { tag: '@long' },
  async ({ page, bench }) => {
    const api = createAdminClient(bench.address)
    const settings = await api.call('cmlOnec.settings', { params: { node: 'site' } })
    // Long by its pauses and not by its size: there is time to stop it on a slow machine too.
    const paced = (pollMs: number | null) =>
      api.call('cmlOnec.saveNode', {
        params: { node: 'site' },
        body: { ...settings, password: null, portion: 20, orders: false, pictures: false, pollMs },
      })
    await paced(500)
    await page.goto('/#/cml-node')
    await page.getByTestId('run-full').click()
    await expect(page.getByTestId('run-progress')).toContainText(/порция [2-9]/)
    await page.getByTestId('run-head').click()
    await page.keyboard.press('Escape')
    await expect(state(page)).toContainText('остановлен')
    await paced(null)
    await page.getByTestId('run-resume').click()
    await expect(log(page)).toContainText(/с порции \d+/)
    await expect(state(page)).toHaveText(/(?<!не )выполнен/, { timeout: 60_000 })
    await expect(page.getByTestId('run-list').getByRole('option')).toHaveCount(2)
  },
)

test('without nodes one click makes one for the site of the bench', async ({ page, bench }) => {
  const api = createAdminClient(bench.address)
  for (const { id } of await api.call('cmlOnec.nodes'))
    await api.call('cmlOnec.removeNode', { params: { node: id } })
  await page.goto('/#/cml-node')
  await page.getByTestId('node-add-bench').click()
  await page.getByTestId('first-check').click()
  await expect(state(page)).toHaveText(/(?<!не )выполнен/)
})
