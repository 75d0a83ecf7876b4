import { AdminError, createAdminClient } from '../../../server/admin/client.ts'
import { desktopTest as test, expect } from '../harness.ts'
import { choose } from '../select.ts'

/** A day of QA in the desktop window: what goes wrong on purpose, what goes by itself, what is put back, and who may not. */
test('faults, an errand on its schedule, a snapshot and roles in the desktop window', async ({
  ownDesktop: desktop,
}) => {
  const { page } = desktop
  const api = createAdminClient(desktop.address())
  const screen = (name: string) => page.getByTestId(`nav-${name}`).click()

  await test.step('a rule made by hand spoils a call from outside, and the journal says so', async () => {
    await screen('faults')
    await expect(page.getByText('Помех нет: обмены идут как есть')).toBeVisible()
    await page.keyboard.press('Insert')
    await choose(page, page.getByTestId('fault-kind'), 'Ответ с ошибкой')
    await page.getByTestId('fault-name').fill('Хостинг лёг')
    await page.getByTestId('fault-save').click()
    await expect(page.getByTestId('fault-rule-status-1')).toContainText('Действует')

    const ping = () => fetch(`${desktop.address()}/site/api/1c/v1/ping`)
    expect((await ping()).status).toBe(502)
    await expect(page.getByTestId('fault-rule-status-1').getByTestId('fault-counts')).toHaveText('1 / 1')
    await page.getByTestId('fault-affected-status-1').click()
    await page.getByTestId('flag-fault').click()
    await expect(page.getByTestId('fault-marks')).toContainText('Хостинг лёг')
    await page.getByTestId('fault-badge-off').click()
    await expect(page.getByTestId('fault-badge')).toBeHidden()
    expect((await ping()).status, 'without an account, and without the fault').toBe(401)
  })

  await test.step('an hour that passes runs an errand as often as its schedule says', async () => {
    await page.keyboard.press('Alt+T')
    const clock = page.getByTestId('clock-panel')
    await clock.getByTestId('clock-freeze').click()
    await expect(page.getByTestId('clock-badge')).toBeVisible()
    await page.keyboard.press('Escape')

    await screen('errands')
    await expect(page.getByText('Регламентных заданий пока нет')).toBeVisible()
    await page.keyboard.press('Insert')
    const dialog = page.getByRole('dialog')
    await choose(page, dialog.getByTestId('errand-kind'), '1С: обмен заказами с сайтом')
    await dialog.getByTestId('errand-minutes').fill('20')
    await dialog.getByTestId('errand-minutes').press('Tab')
    await expect(dialog.getByTestId('errand-preview')).toContainText('каждые 20 минут')
    await dialog.getByTestId('errand-save').click()
    await expect(page.getByTestId('errand-onec-exchange')).toContainText('не было')

    await page.getByTestId('clock-badge').click()
    await clock.getByTestId('clock-hour').click()
    await page.keyboard.press('Escape')
    await page.getByTestId('errands-tab-history').click()
    const runs = page.getByTestId('errand-runs').locator('tbody tr')
    await expect(runs).toHaveCount(3)
    // Each at its own moment and to its end: none was missed, and none waited for the one before it.
    for (const run of await runs.all()) await expect(run).toContainText(/выполнено.*по расписанию/)
    const planned = (await api.call('errands.history', { query: {} })).runs.map(({ plannedAt }) => plannedAt)
    expect(planned.map((at) => Date.parse(planned[0]!) - Date.parse(at))).toEqual([0, 1_200_000, 2_400_000])
  })

  await test.step('what was done since a snapshot is seen, and taken back by it', async () => {
    await screen('snapshots')
    await expect(page.getByText('Своих снимков ещё нет')).toBeVisible()
    await page.keyboard.press('Insert')
    await page.getByTestId('snapshot-name').locator('input').fill('После обмена')
    await page.getByTestId('snapshot-store').click()
    await expect(page.getByTestId('snapshot-details')).toContainText('После обмена')
    const before = await api.call('site.orders', { query: {} })
    const { order_id } = await api.call('site.place', { body: await api.call('site.draft') })

    await page.getByTestId('snapshot-compare').click()
    await page.getByTestId('kind-site_order').click()
    await expect(page.getByTestId('difference')).toHaveCount(1)
    await page.getByRole('button', { name: 'К снимкам' }).click()
    await page.getByText('После обмена').first().click()
    await page.getByTestId('snapshot-restore').click()
    await expect(page.getByText('Восстановлено: «После обмена»')).toBeVisible()
    const after = await api.call('site.orders', { query: {} })
    expect(after.map((order) => order.order_id)).not.toContain(order_id)
    expect(after).toEqual(before)
  })

  await test.step('a program of a viewer reads, is refused the rest in words, and its try is in the log', async () => {
    await screen('team')
    for (const [login, role] of [
      ['anna', null],
      ['vera', 'viewer'],
    ] as const) {
      await page.getByTestId('team-add').click()
      await page.getByTestId('account-login').fill(login)
      if (role) await page.getByTestId(`role-${role}`).click()
      await page.getByTestId('account-password').fill('не короче восьми')
      await page.getByTestId('account-save').click()
      await expect(page.getByTestId(`account-${login}`)).toBeVisible()
    }
    await page.locator('.n-tabs-tab', { hasText: 'Ключи' }).click()
    await page.getByTestId('token-add').click()
    await choose(page, page.getByTestId('token-login'), 'vera')
    await page.getByTestId('token-name').fill('Отчёт')
    await page.getByTestId('token-save').click()
    const program = createAdminClient(desktop.address(), await page.getByTestId('secret').inputValue())
    await page.getByTestId('secret-close').click()

    expect(await program.call('journal.page', { query: { limit: 1 } })).toHaveProperty('rows.length', 1)
    const refusal = await program.call('onec.exchange').catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(AdminError)
    const { status, code, message } = refusal as AdminError
    expect({ status, code }).toEqual({ status: 403, code: 'ADMIN-ROLE' })
    expect(message).toMatch(/тестировщик.*ваша роль — наблюдатель/)

    await page.locator('.n-tabs-tab', { hasText: 'Кто что делал' }).click()
    const deed = page.getByTestId('team-log').getByRole('row', { name: 'onec.exchange' })
    await expect(deed.first()).toContainText('vera')
    await expect(deed.first()).toContainText('отказано')
  })
})
