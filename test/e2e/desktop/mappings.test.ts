import { createAdminClient } from '../../../server/admin/client.ts'
import { desktopTest as test, expect } from '../harness.ts'

test('mappings in the desktop window: paste, undo, a row that somebody else changed meanwhile, suggestions, «сопоставить и повторить»', async ({
  desktop,
}) => {
  test.setTimeout(180_000)
  const { page, app } = desktop
  const api = createAdminClient(desktop.address())
  const table = (kind: string) => api.call('mappings.table', { params: { kind } })
  const show = (kind: string) => page.evaluate((hash) => (location.hash = hash), `#/mappings/${kind}`)
  expect((await api.call('onec.exchange')).outcome).toBe('done')

  // From a spreadsheet, by the clipboard of the system.
  await show('city')
  const grid = page.getByTestId('mapping-grid')
  const cities = (await table('city')).rows.length
  await app.evaluate(
    ({ clipboard }, text) => clipboard.writeText(text),
    'tvr\tТверь\tref-tver\t000000301\tТверь\r\nkln\tКлин\tref-klin\t000000302\tКлин\r\n',
  )
  await page.getByTestId('mapping-blank').getByRole('gridcell').first().click()
  await expect(grid).toBeFocused()
  await page.keyboard.press('Control+v')
  await expect(page.getByTestId('mapping-kln')).toContainText('000000302')
  await expect(page.getByTestId('mapping-tvr')).toContainText('Сопоставлено')
  await expect.poll(async () => (await table('city')).rows.length).toBe(cities + 2)

  // Both change one name; the other writer is quicker by a moment, and a person is told whose name stays.
  const tver = (await table('city')).rows.find(({ site_id }) => site_id === 'tvr')!
  const meanwhile = { put: [{ ...tver, site_name: 'Тверь (их)' }] }
  await page.route(
    '**/api/mappings/city/rows',
    async (route) => {
      await api.call('mappings.save', { params: { kind: 'city' }, body: meanwhile })
      await route.continue()
    },
    { times: 1 },
  )
  const name = page.getByTestId('mapping-tvr').getByRole('gridcell').nth(1)
  await name.dblclick()
  await name.getByRole('textbox').or(name.getByRole('combobox')).first().fill('Тверь (моя)')
  await page.keyboard.press('Enter')
  await expect(page.getByText('В 1 строке осталась чужая правка')).toBeVisible()
  await expect(page.getByTestId('mapping-tvr')).toContainText('Тверь (их)')

  // What was pasted goes, the other rows stay.
  await grid.focus()
  await expect(async () => {
    await page.keyboard.press('Control+z')
    await expect(page.getByTestId('mapping-kln')).toHaveCount(0, { timeout: 2000 })
  }).toPass()
  await expect.poll(async () => (await table('city')).rows.filter(({ id }) => id === tver.id).length).toBe(0)

  // A suggestion is accepted, and taken back.
  const kazan = async () => (await table('storage')).rows.find(({ site_id }) => site_id === 'sclad_kazan')!
  const before = await kazan()
  await api.call('mappings.save', {
    params: { kind: 'storage' },
    body: { put: [{ ...before, ref_1c: '', code_1c: '', name_1c: '' }] },
  })
  await show('storage')
  const row = page.getByTestId('mapping-sclad_kazan')
  await expect(row).toContainText('Нет в 1С')
  await page.getByTestId('mapping-suggest').click()
  await page.getByTestId('suggestions-accept').click()
  await expect(row).toContainText('Сопоставлено')
  expect(await kazan()).toMatchObject({ ref_1c: before.ref_1c, code_1c: before.code_1c })
  await page.getByTestId('mapping-grid').focus()
  await page.keyboard.press('Control+z')
  await expect(row).toContainText('Нет в 1С')
  await expect.poll(async () => (await kazan()).ref_1c).toBe('')
  await page.keyboard.press('Control+y')
  await expect(row).toContainText('Сопоставлено')

  // The value that held an order up gets its partner, which is proposed, and 1C takes the order.
  const courier = (await table('delivery_method')).rows.find(({ site_id }) => site_id === 'courier_city')!
  await api.call('mappings.save', {
    params: { kind: 'delivery_method' },
    body: { put: [{ ...courier, site_name: 'Курьер' }] },
  })
  await show('delivery_method')
  const [value] = (await api.call('mappings.unmapped')).filter(({ kind }) => kind === 'delivery_method')
  await expect(page.getByTestId('broken-exchanges')).toContainText(`№ ${value!.exchanges[0]!.id}`)
  await page.getByTestId('bind-and-repeat').click()
  const dialog = page.getByTestId('bind')
  await expect(dialog.getByTestId('bind-partner')).toContainText('Курьер')
  await expect(dialog.getByTestId('bind-plan')).toContainText(`№ ${value!.exchanges[0]!.id}`)
  await dialog.getByTestId('bind-go').click()
  await expect(dialog.getByTestId('bind-order')).toContainText('Принят')
  expect((await api.call('mappings.unmapped')).filter(({ kind }) => kind === 'delivery_method')).toEqual([])
  await dialog.getByTestId('bind-result-entry').click()
  await expect(page).toHaveURL(/#\/journal\/\d+$/)
  const again = Number(/\d+$/.exec(page.url())![0])
  expect((await api.call('journal.entry', { params: { id: again } })).replacements).toContainEqual(
    expect.objectContaining({ from: 'courier_city', outcome: 'mapped' }),
  )
})
