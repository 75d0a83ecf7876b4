import { expect, type Locator, type Page } from '@playwright/test'

const USER = 'exchange'
const PASSWORD = 'exchange-4711'

const state = (page: Page) => page.getByTestId('run-state')
/** The first request of a mode in the session of goods. */
const stepOf = (page: Page, mode: string): Locator =>
  page
    .getByTestId('run-steps')
    .getByRole('row')
    .filter({ has: page.getByTitle(`catalog ${mode}`, { exact: true }) })
    .first()

/** The switch of a form that has these words. */
const option = (page: Page, words: string) => page.getByRole('switch', { name: words, exact: true })

const goTo = (page: Page, screen: 'cml-node' | 'cml-site') => page.getByTestId(`nav-${screen}`).click()

/** The site wants this user and this password; gives the address that a person enters in 1C. */
async function guardTheSite(page: Page): Promise<string> {
  await goTo(page, 'cml-site')
  const script = page.getByTestId('site-addresses').getByText('/bitrix/admin/1c_exchange.php')
  const url = (await script.textContent())!.trim()
  await page.getByTestId('site-tab-settings').click()
  await page.getByTestId('site-user').fill(USER)
  await page.getByTestId('site-password').fill(PASSWORD)
  await page.getByTestId('site-save').click()
  await expect(page.getByTestId('site-dirty')).toHaveCount(0)
  return url
}

/** A node of 1C is written down field by field, with options of its own. */
async function setUpNode(page: Page, url: string): Promise<void> {
  await goTo(page, 'cml-node')
  await page.getByTestId('node-add').click()
  await page.getByTestId('node-name').fill('Магазин на Битрикс')
  await page.getByTestId('node-id').fill('shop')
  await page.getByTestId('node-new-address').fill(url)
  await page.getByTestId('node-new-user').fill(USER)
  await page.getByTestId('node-new-password').fill(PASSWORD)
  await page.getByTestId('node-add-save').click()
  await expect(page.getByTestId('node-address')).toHaveText(url)

  await page.getByTestId('node-tab-settings').click()
  await expect(page.getByTestId('settings-user')).toHaveValue(USER)
  await option(page, 'Выгружать картинки').click()
  await page.getByTestId('node-save').click()
  await expect(page.getByTestId('node-dirty')).toHaveCount(0)
  await page.getByTestId('node-tab-exchange').click()
}

/** «Проверить соединение», then the whole export, request by request. */
async function watchSession(page: Page): Promise<void> {
  await page.getByTestId('run-check').click()
  await expect(state(page)).toHaveText(/(?<!не )выполнен/)
  await expect(page.getByTestId('run-head')).toContainText('Проверка соединения')
  await expect(page.getByTestId('step-answer')).toContainText('success')

  await page.getByTestId('run-full').click()
  await expect(page.getByTestId('run-head')).toContainText('Выгрузка товаров')
  await expect(state(page)).toHaveText(/(?<!не )выполнен/)
  for (const mode of ['checkauth', 'init', 'file', 'import']) await expect(stepOf(page, mode)).toBeVisible()
  await stepOf(page, 'init').click()
  await expect(page.getByTestId('step-answer')).toContainText('zip=')
  await expect(page.getByTestId('step-said')).not.toHaveText('—')
  await expect(page.getByTestId('run-totals')).toContainText('Товаров')
  await expect(page.getByTestId('run-totals')).not.toContainText('Картинок')
}

/** What the export has made of the site's catalogue, record by record. */
async function readImport(page: Page): Promise<void> {
  await goTo(page, 'cml-site')
  await expect(page.getByTestId('site-sessions')).toContainText(USER)
  const imports = page.getByTestId('site-imports')
  const goods = imports.getByRole('row').filter({ hasText: /Товары:\s*добавлено \d+/ })
  await goods.click()
  const rows = page.getByTestId('import-row-table')
  await expect(rows).toContainText('добавлено')
  await page.getByTestId('import-rows').getByText('пропущено', { exact: true }).click()
  await expect(page.getByTestId('import-rows')).toContainText('По отбору ничего не найдено')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('import-rows')).toHaveCount(0)
}

/** The site loses the cookie of the session (F2); the exchange ends as the explanation of the failure says, until it is off. */
async function playLostCookie(page: Page, url: string): Promise<void> {
  await page.getByTestId('site-tab-faults').click()
  const fault = page.getByTestId('fault-F2')
  await expect(fault).not.toContainText('Как ведёт себя настоящая сторона')
  await page.getByTestId('fault-switch-F2').click()
  await expect(fault).toContainText('Как ведёт себя настоящая сторона: 1С берёт cookie только из тела ответа')
  await expect(fault).toContainText('Без cookie шаг init получает failure')
  await expect(page.getByTestId('site-tab-faults')).toContainText('(1)')

  await goTo(page, 'cml-node')
  await page.getByTestId('run-full').click()
  await expect(state(page)).toHaveText(/не выполнен/)
  await expect(page.getByTestId('node-address')).toHaveText(url)
  await stepOf(page, 'init').click()
  await expect(page.getByTestId('step-answer')).toContainText('failure')
  await expect(page.getByTestId('step-said')).toContainText('cookie')
  await expect(page.getByTestId('step-reaction')).not.toHaveText('—')
  await expect(stepOf(page, 'file')).toContainText('failure')
  await expect(stepOf(page, 'import')).toHaveCount(0)

  await goTo(page, 'cml-site')
  await page.getByTestId('site-tab-faults').click()
  await page.getByTestId('faults-off').click()
  await expect(page.getByTestId('site-tab-faults')).not.toContainText('(')
}

/** The orders of the site wait for 1C until a sound session has taken them. */
async function takeOrders(page: Page): Promise<void> {
  await page.getByTestId('site-tab-orders').click()
  const orders = page.getByTestId('site-orders')
  await expect(orders).toContainText('ждёт 1С')

  await page.keyboard.press('Alt+M')
  await expect(page.getByTestId('run-head')).toContainText('Обмен товарами и заказами')
  await expect(state(page)).toHaveText(/(?<!не )выполнен/)
  await expect(page.getByTestId('run-totals')).toContainText('Загружено заказов')

  await goTo(page, 'cml-site')
  await page.getByTestId('site-tab-orders').click()
  await expect(orders.locator('[data-cell="number"]').first()).not.toBeEmpty()
  await expect(orders).not.toContainText('ждёт 1С')
}

/** A node is set up by hand against the exchange point of the bench; its session is watched, spoiled on purpose, and mended. */
export async function playCmlStory(page: Page, address: string): Promise<void> {
  await page.goto(`${address}/#/cml-site`)
  const url = await guardTheSite(page)
  await setUpNode(page, url)
  await watchSession(page)
  await readImport(page)
  await playLostCookie(page, url)
  await takeOrders(page)
}
