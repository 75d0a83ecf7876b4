import { expect, test } from '../harness.ts'

/** QA keeps a state, works, sees what has changed, goes back, and changes their mind; then three days pass. */
test('a snapshot is kept, compared, restored and taken back; the clock is stopped and a booking expires', async ({
  page,
  bench,
}) => {
  const call = async (path: string, body: unknown) => {
    const answer = await fetch(`${bench.address}/api${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(answer.status, path).toBe(200)
    return answer.json() as Promise<Record<string, unknown>>
  }

  // The bench is shared: scenarios of other tests keep a snapshot of what was before them.
  const { snapshots } = (await (await fetch(`${bench.address}/api/snapshots`)).json()) as {
    snapshots: { id: string }[]
  }
  const ids = snapshots.map(({ id }) => id).filter((id) => id !== 'demo')
  if (ids.length > 0) await call('/snapshots/remove', { ids })

  await page.goto('/#/snapshots')
  await expect(page.getByText('Своих снимков ещё нет')).toBeVisible()
  await page.keyboard.press('Insert')
  await page.getByTestId('snapshot-name').locator('input').fill('Перед опытом')
  await page.getByTestId('snapshot-note').locator('textarea').fill('ООО «Синий Барс Инвентарь», два заказа')
  await page.getByTestId('snapshot-store').click()
  await expect(page.getByTestId('snapshot-details')).toContainText('Перед опытом')

  await call('/onec/exchange', {})
  await page.getByTestId('snapshot-compare').click()
  const orders = page.getByTestId('kind-onec_order')
  await expect(orders).toContainText('Заказы клиентов')
  await page.getByTestId('kind-site_order').click()
  await expect(page.getByTestId('difference').first()).toContainText('exchange_state')
  await page.getByTestId('compare-swap').click()
  await expect(orders.locator('td').last()).toHaveText('2')
  await page.getByRole('button', { name: 'К снимкам' }).click()

  await page.getByText('Перед опытом').first().click()
  await page.getByTestId('snapshot-restore').click()
  await expect(page.getByText('Восстановлено: «Перед опытом»')).toBeVisible()
  // The page has not lost its bench meanwhile.
  await expect(page.getByTestId('server-state')).toContainText('работает')
  const taken = async () =>
    ((await (await fetch(`${bench.address}/api/onec/orders`)).json()) as unknown[]).length
  expect(await taken()).toBe(0)
  await page.getByRole('button', { name: 'Вернуть', exact: true }).click()
  await expect(page.getByText('Прежнее состояние возвращено')).toBeVisible()
  expect(await taken()).toBe(2)

  await expect(page.getByTestId('clock-badge')).toHaveCount(0)
  await page.keyboard.press('Alt+T')
  const clock = page.getByTestId('clock-panel')
  await clock.getByTestId('clock-freeze').click()
  await expect(page.getByTestId('clock-badge')).toBeVisible()
  await page.keyboard.press('Escape')

  const play = async (method: string, values: object) =>
    (await call('/restore/call', { target: 'kolos', method, values }))['body'] as Record<string, string>
  const read = async (path: string) =>
    (await fetch(`${bench.address}/api/regate/kolos${path}`)).json() as never
  const [store] = (await read('/stores')) as { store_id: string }[]
  const { rows } = (await read('/items')) as { rows: Item[] }
  const item = rows.find(
    ({ price, min_volume, stock }) =>
      price !== null && stock.some((one) => one.store_id === store!.store_id && one.quantity >= min_volume),
  )!
  await play('client', {
    client_id: 'rs-1',
    client: { type: 'company', name: 'ООО «Рига»', inn: '5000007894' },
  })
  const { order_id } = await play('booking', {
    booking_id: 'rs-ord-1',
    client_id: 'rs-1',
    store_id: store!.store_id,
    delivery: { type: 'pickup' },
    lines: [{ item_id: item.item_id, quantity: item.min_volume / 1000 }],
  })
  await page.goto(`/#/enterprises/kolos/orders/${order_id}`)
  const status = page.getByTestId('order-form').getByTestId('order-status')
  await expect(status).toContainText('Создан')
  await page.getByTestId('clock-badge').click()
  for (let day = 0; day < 3; day += 1) await clock.getByTestId('clock-day').click()
  await clock.getByTestId('clock-next').click()
  await expect(status).toContainText('Истёк')
  await clock.getByTestId('clock-reset').click()
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('clock-badge')).toHaveCount(0)
})

interface Item {
  item_id: string
  price: number | null
  min_volume: number
  stock: { store_id: string; quantity: number }[]
}
