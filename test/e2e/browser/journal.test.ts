import type { Page } from '@playwright/test'
import { createAdminClient } from '../../../server/admin/client.ts'
import type { UploadedFile } from '../../../server/admin/api-interchange.ts'
import { fileAddresses } from '../../../server/admin/api.ts'
import { expect, test } from '../harness.ts'

const rowsOf = (page: Page) => page.getByTestId('journal-rows').locator('[data-testid^=entry-]')
const line = (page: Page) => page.getByTestId('journal-query')

/** Calls that the simulated site refuses, one entry each; they differ in their paths. */
async function knock(address: string, ...paths: string[]) {
  for (const path of paths) {
    const answer = await fetch(`${address}/site/api/1c/v1/${path}`, {
      headers: { authorization: `Basic ${btoa('1c:not-the-password')}` },
    })
    expect(answer.status).toBe(401)
  }
}

async function placeOrder(address: string): Promise<string> {
  const api = createAdminClient(address)
  const { order_id } = await api.call('site.place', { body: await api.call('site.draft') })
  await api.call('onec.exchange')
  await api.call('onec.return', { params: { id: order_id } })
  return order_id
}

test('journal: a query is typed with completion, told in words, kept under a name and deleted with a way back', async ({
  page,
  bench,
}) => {
  await knock(bench.address, 'orders', 'stock')
  await placeOrder(bench.address)
  await page.goto('/#/journal')
  await expect(rowsOf(page).first()).toBeVisible()
  const all = await rowsOf(page).count()

  await page.keyboard.press('Control+f')
  await expect(line(page)).toBeFocused()
  await page.keyboard.type('stat')
  await expect(page.getByRole('option').first()).toContainText('status:')
  await page.keyboard.press('Tab')
  await page.keyboard.type('4x')
  await page.keyboard.press('Tab')
  await expect(line(page)).toHaveValue('status:4xx ')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('query-sentence')).toContainText('HTTP-статус 4xx (отказ)')
  await expect(page).toHaveURL(/q=status:4xx/)
  await expect(page.getByTestId('journal-total')).toHaveText('записей: 2')
  await expect(rowsOf(page)).toHaveCount(2)

  await page.getByTestId('query-suspend').click()
  await expect(rowsOf(page)).toHaveCount(all)
  await page.getByTestId('query-suspend').click()
  await expect(rowsOf(page)).toHaveCount(2)

  await page.getByTestId('saved-filters').click()
  await page.getByTestId('filter-name').getByRole('textbox').fill('Отказы')
  await page.getByTestId('filter-save').click()
  const saved = page.getByRole('button', { name: /^Отказы/ })
  await expect(saved).toBeVisible()
  await page.getByTestId('saved-filters').click()

  await page.keyboard.press('Control+f')
  await page.keyboard.type('status:4xx side:луна')
  await expect(page.getByTestId('query-problem')).toContainText('«луна»: такого значения нет')
  // The part that was understood still counts.
  await expect(rowsOf(page)).toHaveCount(2)
  await page.getByTestId('query-clear').click()
  await expect(rowsOf(page)).toHaveCount(all)

  await page.getByTestId('saved-filters').click()
  await saved.click()
  await expect(rowsOf(page)).toHaveCount(2)
  await page.getByTestId('saved-filters').click()
  await page.getByRole('button', { name: 'Удалить отбор «Отказы»' }).click()
  await expect(saved).toHaveCount(0)
  await page.getByRole('button', { name: 'Вернуть', exact: true }).click()
  // A click outside closes the list; it is opened again when it is gone, not while it fades.
  await expect(page.getByRole('button', { name: 'Удалить отбор «Отказы»' })).toHaveCount(0)
  await expect(page.getByTestId('filter-name')).toHaveCount(0)
  await page.getByTestId('saved-filters').click()
  await expect(saved).toBeVisible()
})

test('journal: words of bodies are found once they are indexed', async ({ page, bench }) => {
  const order = await placeOrder(bench.address)
  await page.goto(`/#/journal?q=${encodeURIComponent(`body:"${order}"`)}`)
  await expect(rowsOf(page).first()).toBeVisible()
  await page.goto('/#/journal?q=body:нетТакогоСлова')
  await expect(page.getByText('Ничего не найдено').first()).toBeVisible()
})

test('journal: several entries are chosen, pinned, removed and brought back by keyboard', async ({
  page,
  bench,
}) => {
  await knock(bench.address, 'a', 'b', 'c', 'd')
  await page.goto('/#/journal?q=status:4xx')
  await expect(rowsOf(page)).toHaveCount(4)
  await page.getByTestId('journal-rows').focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(page.getByTestId('journal-batch')).toContainText('Выбраны 2 записи')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('journal-batch')).toHaveCount(0)

  await page.keyboard.press('Home')
  await page.keyboard.press('p')
  await expect(page.getByTestId('flag-pinned')).toHaveCount(1)

  await page.keyboard.press('Control+a')
  await expect(page.getByTestId('journal-batch')).toContainText('Выбраны 4 записи')
  await page.keyboard.press('Delete')
  await expect(page.getByText('Удалены 3 записи')).toBeVisible()
  await expect(rowsOf(page)).toHaveCount(1)
  await page.getByRole('button', { name: 'Вернуть', exact: true }).click()
  await expect(rowsOf(page)).toHaveCount(4)

  await rowsOf(page).last().click({ button: 'right' })
  await page.getByText('Удалить', { exact: true }).last().click()
  await expect(rowsOf(page)).toHaveCount(3)
  await page.getByTestId('journal-settings-open').click()
  await page.getByTestId('journal-restore').first().click()
  await expect(rowsOf(page)).toHaveCount(4)
  await page.keyboard.press('Escape')

  await rowsOf(page).first().click()
  await page.getByTestId('journal-rows').focus()
  await page.keyboard.press('Control+a')
  await expect(page.getByTestId('selection-summary')).toContainText('Выбраны 4 записи')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('selection-summary')).toHaveCount(0)
  await page.getByTestId('remove-found').click()
  await expect(page.getByText('Удалены 3 записи')).toBeVisible()
  await expect(rowsOf(page)).toHaveCount(1)
})

test('journal: the thread of an order leads through its exchanges, and sessions open into theirs', async ({
  page,
  bench,
}) => {
  const order = await placeOrder(bench.address)
  await page.goto(`/#/journal?subject=${order}`)
  // An old address turns into a query.
  await expect(line(page)).toHaveValue(`order:${order}`)
  await rowsOf(page).first().click()
  await page.locator('.n-tabs-tab', { hasText: 'Нить заказа' }).click()
  const thread = page.getByTestId('journal-thread')
  await expect(thread.getByRole('button', { name: /Забрать заказы/ }).first()).toBeVisible()
  await thread
    .getByRole('button', { name: /Вернуть заказ на сайт/ })
    .first()
    .click()
  await expect(page.getByRole('heading', { name: 'Вернуть заказ на сайт' })).toBeVisible()

  await page.goto('/#/journal')
  await page.getByTestId('by-session').click()
  const session = page.getByTestId('journal-session').first()
  await session.click()
  await expect(session).toHaveAttribute('aria-expanded', 'true')
  await expect(page.getByTestId('journal-sessions').locator('[data-testid^=entry-]').first()).toBeVisible()
})

test('journal: what is being read stays in its place while new entries come', async ({ page, bench }) => {
  test.setTimeout(90_000)
  await knock(bench.address, ...Array.from({ length: 80 }, (_, i) => `old-${i}`))
  await page.goto('/#/journal?q=status:4xx')
  await expect(rowsOf(page).first()).toBeVisible()
  const table = page.getByTestId('journal-rows')
  await table.hover()
  await page.mouse.wheel(0, 700)
  const before = () => table.evaluate((element) => element.scrollTop)
  await expect.poll(before).toBeGreaterThan(500)
  const row = table.getByText('old-40', { exact: false }).first()
  await expect(row).toBeInViewport()
  const place = await row.boundingBox()

  await knock(bench.address, 'new-1', 'new-2', 'new-3')
  await expect(page.getByTestId('journal-fresh')).toContainText('новых: 3')
  expect(await row.boundingBox()).toEqual(place)

  await page.getByTestId('journal-fresh').click()
  await expect(rowsOf(page).first()).toContainText('new-3')
  // At the top the list follows the newest again.
  await knock(bench.address, 'new-4')
  await expect(rowsOf(page).first()).toContainText('new-4')
  await expect(page.getByTestId('journal-fresh')).toHaveCount(0)

  await table.focus()
  await page.keyboard.press('End')
  await expect(table.getByText('old-0').first()).toBeInViewport()
  await page.keyboard.press('Home')
  await expect(rowsOf(page).first()).toContainText('new-4')
})

/** Entries that an access log tells of; enough of them for the page to let go of the first while it reads the last. */
async function importLog(address: string, lines: number): Promise<void> {
  const log = Array.from({ length: lines }, (_, i) => {
    const time = `10/Mar/2026:${String(10 + Math.floor(i / 3600)).padStart(2, '0')}:${String(Math.floor(i / 60) % 60).padStart(2, '0')}:${String(i % 60).padStart(2, '0')} +0300`
    return `192.0.2.7 - 1c [${time}] "GET /site/api/1c/v1/orders?limit=${i} HTTP/1.1" 200 10 "-" "1C"`
  })
  const sent = await fetch(address + fileAddresses.interchangeUpload('access.log'), {
    method: 'POST',
    body: log.join('\n'),
  })
  const { token } = (await sent.json()) as UploadedFile
  const body = { tokens: [token], kind: 'log' as const, apply: true }
  expect(await createAdminClient(address).call('interchange.import', { body })).toMatchObject({
    entries: lines,
  })
}

test('journal: a long list is scrolled through and back without a frame that shows nothing @long', async ({
  page,
  bench,
}) => {
  const lines = 4600
  await importLog(bench.address, lines)
  await page.goto('/#/journal?q=source:log')
  await expect(page.getByTestId('journal-total')).toHaveText(/4.600/)
  const table = page.getByTestId('journal-rows')
  await table.hover()

  /** Looks at every frame while the wheel turns: a place of the list without a row is a hole. */
  const holes = await table.evaluateHandle((element) => {
    const found = { frames: 0, holes: 0, watching: true }
    const look = () => {
      const { left, top, bottom } = element.getBoundingClientRect()
      found.frames += 1
      for (let y = top + 40; y < bottom - 20; y += 40)
        if (!document.elementFromPoint(left + 90, y)?.closest('[data-testid^=entry-]')) found.holes += 1
      if (found.watching) requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
    return found
  })
  const path = (row: number) => `limit=${row}`
  const at = (row: number) => table.getByText(path(row), { exact: false }).first()
  const turn = async (pixels: number, row: number) => {
    await expect(async () => {
      for (let i = 0; i < 20; i++) await page.mouse.wheel(0, pixels)
      await expect(at(row)).toBeInViewport({ timeout: 100 })
    }).toPass()
  }
  await turn(2000, 0)
  await turn(-2000, lines - 1)
  const seen = await holes.evaluate((found) => ({ ...found, watching: (found.watching = false) }))
  expect(seen.frames).toBeGreaterThan(20)
  expect(seen.holes).toBe(0)
})
