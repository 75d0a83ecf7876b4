import { createAdminClient } from '../../../server/admin/client.ts'
import { expect, test } from '../harness.ts'
import { choose } from '../select.ts'

test('mappings: a row leads to its exchanges, a value to those it broke; a real site is called only when that is agreed to', async ({
  page,
  bench,
}) => {
  const api = createAdminClient(bench.address)
  const site = (mode: 'real' | 'simulated') =>
    api.call('sides.save', {
      params: { side: 'site' },
      body: { mode, address: 'https://shop.invalid', user: '1c', password: null },
    })
  await page.goto('/#/mappings/city')
  await expect(page.getByTestId('mapping-grid')).toBeVisible()
  await expect(page.getByTestId('row-usage').getByRole('button')).toHaveCount(0)

  // What happens while the screen is open shows by itself.
  expect((await api.call('onec.exchange')).outcome).toBe('done')
  const { uses } = await api.call('mappings.usage', { params: { kind: 'city' } })
  const { rows } = await api.call('mappings.table', { params: { kind: 'city' } })
  const used = page.getByTestId('row-usage').getByRole('button')
  await expect(used).toHaveCount(uses.length)
  const [use] = uses
  const row = page.getByTestId(`mapping-${rows.find(({ id }) => id === use!.row)!.site_id}`)
  await row.getByRole('button').click()
  const entries = page.getByTestId('usage-entry')
  await expect(entries).toHaveCount(use!.times)
  await expect(entries.first()).toContainText(/Сопоставлено|Передано/)
  await entries.first().getByRole('link').click()
  await expect(page).toHaveURL(new RegExp(`#/journal/${use!.lastEntry}$`))

  // An entry that is removed is no evidence any more.
  const [value] = await api.call('mappings.unmapped')
  expect(value!.exchanges).toHaveLength(1)
  await api.call('journal.remove', { body: { ids: [use!.lastEntry] } })
  await page.goto('/#/mappings/city')
  const left = (await api.call('mappings.usage', { params: { kind: 'city' } })).uses
  await expect(used).toHaveCount(left.length)
  expect(left.find((one) => one.row === use!.row)?.lastEntry).not.toBe(use!.lastEntry)
  const [deletion] = await api.call('journal.deletions')
  await api.call('journal.restore', { params: { deletion: deletion!.id } })

  try {
    await site('real')
    await page.goto(`/#/mappings/${value!.kind}`)
    await page.getByTestId('bind-and-repeat').first().click()
    const dialog = page.getByTestId('bind')
    await choose(page, dialog.getByTestId('bind-partner'), 'Курьер')
    await expect(dialog).toContainText('shop.invalid')
    await expect(dialog.getByTestId('bind-go')).toBeDisabled()
    await dialog.getByTestId('bind-agree').click()
    await expect(dialog.getByTestId('bind-go')).toBeEnabled()
    // Nothing has to be repeated to fill a row.
    await dialog.getByTestId('bind-only').click()
    await expect(dialog.getByTestId('bind-result')).toContainText('Значение сопоставлено')
    await dialog.getByTestId('bind-close').click()
    await expect(page.getByTestId('bind-and-repeat')).toHaveCount(0)
    await expect(page.getByTestId(`mapping-${value!.value}`)).toContainText('Сопоставлено')
    // It can be taken back like an edit of the grid.
    await page.getByTestId('mapping-grid').focus()
    await page.keyboard.press('Control+z')
    await expect(page.getByTestId(`mapping-${value!.value}`)).toContainText('Нет в 1С')
  } finally {
    await site('simulated')
  }
})
