import { createAdminClient } from '../../../server/admin/client.ts'
import { isOver } from '../../../server/scenarios/model.ts'
import { expect, test } from '../harness.ts'

test('a scenario is written, run, seen to fail at its line, mended and kept; a recorded story opens as text', async ({
  page,
  bench,
}) => {
  test.setTimeout(120_000)
  await page.goto('/#/scenarios')
  await page.getByTestId('scenario-new').click()
  await page.getByTestId('scenario-name').locator('input').fill('проба')
  await page.getByTestId('scenario-name-ok').click()
  await expect(page.getByTestId('scenario-проба')).toHaveAttribute('aria-selected', 'true')

  // What is wrong is told while it is typed, with its line.
  const text = page.getByTestId('scenario-text').locator('.cm-content')
  await text.fill('scenario: Проба\nsteps:\n  - read: site.nothing\n')
  await expect(page.getByTestId('scenario-problems')).toContainText('site.nothing')
  await expect(page.getByTestId('run-one')).toBeDisabled()
  await text.fill(
    'scenario: Проба\nsteps:\n  - step: Обмен\n    do: onec.exchange\n  - step: Заказы\n    read: site.orders\n    within: 100ms\n    expect: { body: { $count: 77 } }\n',
  )
  await expect(page.getByTestId('scenario-problems')).toBeHidden()

  // What stands in the editor is run, written or not.
  await page.keyboard.press('Control+Enter')
  const run = page.getByTestId('run')
  await expect(run).toHaveAttribute('data-state', 'failed', { timeout: 30_000 })
  await expect(page.getByTestId('step-failure')).toContainText('77')
  await expect(page.getByTestId('step-1')).toHaveAttribute('data-state', 'passed')
  await text.press('Control+s')
  await expect(page.getByTestId('scenario-save')).toBeDisabled()
  await expect(page.locator('.run-failed')).toContainText('Заказы')

  // The exchanges of the run between the sides; each opens beside it.
  await run.getByText('Ход обмена').click()
  await page.locator('[data-testid^="timeline-"]').first().press('Enter')
  await expect(page.getByTestId('entry-beside')).toBeVisible()
  await page.keyboard.press('Escape')

  await expect(page.getByTestId('bases-left')).toBeVisible()
  await page.getByTestId('bring-back').click()
  await expect(page.getByTestId('bases-left')).toBeHidden({ timeout: 20_000 })

  // A deletion can be taken back.
  await page.getByTestId('scenario-remove').click()
  await expect(page.getByTestId('scenario-проба')).toBeHidden()
  await page.getByRole('button', { name: 'Вернуть', exact: true }).click()
  await expect(page.getByTestId('scenario-проба')).toBeVisible()

  // A story that goes by becomes a scenario.
  expect((await fetch(`${bench.address}/api/workspace/reset`, { method: 'POST' })).status).toBe(200)
  await page.goto('/#/onec')
  await page.getByTestId('record-dot').click()
  await expect(page.getByTestId('record-dot')).toHaveAttribute('data-state', 'recording')
  expect((await fetch(`${bench.address}/api/onec/exchange`, { method: 'POST' })).status).toBe(200)
  await expect(page.getByTestId('record-dot')).toContainText('1')
  await page.getByTestId('record-dot').click()
  await page.getByTestId('record-stop').click()
  await expect(page).toHaveURL(/#\/scenarios\//, { timeout: 60_000 })
  await expect(text).toContainText('scenario:')
  // The editor draws only the lines in sight, so the whole text is asked for.
  const id = page.url().split('/scenarios/')[1]!
  const kept = (await (await fetch(`${bench.address}/api/scenarios/${id}`)).json()) as { text: string }
  expect(kept.text).toContain('do: onec.exchange')
})

test('«Выполнить все»: every shipped scenario holds', async ({ page, bench }) => {
  test.setTimeout(300_000)
  const api = createAdminClient(bench.address)
  const scenarios = await api.call('scenarios.list')
  // What other tests have written in this workspace is not shipped.
  for (const { id } of scenarios.filter(({ origin }) => origin === 'workspace'))
    await api.call('scenarios.remove', { params: { id } })
  const shipped = (await api.call('scenarios.list')).length
  expect(shipped).toBeGreaterThan(30)

  await page.goto('/#/scenarios')
  await page.getByTestId('run-many').click()
  await page.getByText(`Все сценарии (${shipped})`).click()
  await expect(page.getByTestId('run')).toHaveAttribute('data-state', 'running')
  // To draw each of their thousand steps costs as much as to run them, so nobody looks on.
  await page.goto('about:blank')
  // They are run one after the other: when the last of them is over, all are.
  const newest = (limit: number) => api.call('scenarios.runs', { query: { limit } })
  await expect
    .poll(async () => isOver((await newest(1))[0]!.state), { timeout: 240_000, intervals: [1000] })
    .toBe(true)
  const failed = (await newest(shipped)).filter(({ state }) => state !== 'passed')
  expect(failed.map(({ scenario, steps }) => [scenario, steps.find(({ failure }) => failure)])).toEqual([])

  await page.goto('/#/scenarios')
  // The list draws the rows in sight: here, all.
  await page.setViewportSize({ width: 1280, height: shipped * 80 })
  await expect(page.getByRole('option').filter({ hasText: 'Прошёл' })).toHaveCount(shipped)
})
