import type { Page } from '@playwright/test'
import { removeFolder, temporaryFolder } from '../../../scripts/served-bench.mjs'
import { expect, serve, test as withBench } from '../harness.ts'

/** Without the worker's bench: accounts would stay in it for whoever comes after. */
const test = withBench.extend({ baseURL: async ({}, use) => use(undefined) })

const password = 'не короче восьми'

/** Fills the form of a new person. */
async function add(page: Page, login: string, name: string, role?: string) {
  await page.getByTestId('team-add').click()
  await page.getByTestId('account-login').fill(login)
  await page.getByTestId('account-name').fill(name)
  if (role !== undefined) await page.getByTestId(`role-${role}`).click()
  await page.getByTestId('account-password').fill(password)
  await page.getByTestId('account-save').click()
  await expect(page.getByTestId(`account-${login}`)).toBeVisible()
}

const pageSize = (page: Page) => page.getByTestId('site-orders-page-size').locator('input')
const node = (page: Page) => page.getByTestId('site-orders-node').locator('input')

/** An admin lets a tester in; they see each other, and neither loses what the other does. */
test('a team: accounts, roles, who is here, live work of two, and an edit of one form by both', async ({
  page: anna,
  browser,
}) => {
  const workspace = await temporaryFolder('team')
  const server = await serve(workspace)
  const other = await browser.newContext()
  try {
    await anna.goto(`${server.address}/#/team`)
    await expect(anna.getByText('Учётных записей нет')).toBeVisible()
    await add(anna, 'anna', 'Анна Петрова')
    await expect(anna.getByTestId('account-anna')).toContainText('это вы')
    await add(anna, 'boris', 'Борис', 'tester')

    const boris = await other.newPage()
    await boris.goto(`${server.address}/#/settings`)
    await boris.getByTestId('sign-in-login').fill('boris')
    await boris.getByTestId('sign-in-password').fill('не тот пароль')
    await boris.getByTestId('sign-in').click()
    await expect(boris.getByTestId('sign-in-problem')).toContainText('Неверный логин или пароль')
    await boris.getByTestId('sign-in-password').fill(password)
    await boris.getByTestId('sign-in').click()

    // A tester looks at settings, and is told whose business they are.
    const save = boris.getByTestId('site-orders-save')
    await expect(save).toBeDisabled()
    await expect(save).toHaveAttribute('title', /интегратор.*тестировщик/)
    await expect(pageSize(boris)).toBeDisabled()
    await expect(boris.getByTestId('reset-demo')).toBeDisabled()

    // They see each other.
    await expect(anna.getByTestId('account-boris')).toContainText('Настройки')
    await expect(anna.getByTestId('people-here')).toHaveText('Б')
    await expect(boris.getByTestId('people-here')).toHaveText('АП')

    // What the tester does, the admin sees happen.
    await anna.getByTestId('nav-journal').click()
    await expect(anna.getByRole('main')).toContainText('Обменов ещё не было')
    await boris.getByTestId('top-exchange.run').click()
    await expect(anna.getByRole('main')).toContainText('Забрать заказы')
    await boris.getByTestId('nav-onec').click()
    await expect(boris.getByRole('main')).toContainText('004417')

    // A new role holds at once.
    await anna.getByTestId('nav-team').click()
    await anna.getByTestId('account-boris').focus()
    await anna.keyboard.press('F2')
    await anna.getByTestId('role-integrator').click()
    await anna.getByTestId('account-save').click()
    await boris.getByTestId('nav-settings').click()
    await expect(pageSize(boris)).toBeEnabled()

    // Both edit one form: what only one changed is there for both, and where both did the later one chooses.
    await pageSize(boris).fill('20')
    await anna.getByTestId('nav-settings').click()
    await pageSize(anna).fill('30')
    await node(anna).fill('UT-7')
    await anna.getByTestId('site-orders-save').click()
    const notice = boris.getByTestId('overtaken')
    await expect(notice).toContainText('Анна Петрова')
    await expect(notice.locator('tbody tr')).toHaveCount(1)
    await expect(notice.locator('tbody tr')).toContainText('503020')
    await boris.getByTestId('keep-mine').click()
    await expect(node(boris)).toHaveValue('UT-7')
    await boris.getByTestId('site-orders-save').click()
    await expect(pageSize(anna)).toHaveValue('20')

    await anna.getByTestId('nav-team').click()
    await anna.getByText('Кто что делал').click()
    await expect(anna.getByTestId('team-log')).toContainText('onec.exchange')
    await anna.getByText('Люди', { exact: true }).click()
    await anna.getByTestId('remove-boris').click()
    // Whoever was removed is out at once, and back in when that is undone.
    await expect(boris.getByTestId('sign-in')).toBeVisible()
    await anna.getByRole('button', { name: 'Вернуть', exact: true }).click()
    await expect(anna.getByTestId('account-boris')).toBeVisible()
  } finally {
    await other.close()
    await anna.goto('about:blank')
    await server.stop()
    await removeFolder(workspace)
  }
})
