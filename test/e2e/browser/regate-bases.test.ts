import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { createAdminClient } from '../../../server/admin/client.ts'
import { expect, test, type ServedBench } from '../harness.ts'

/** People at the 1C of an enterprise: items, orders that came by the service, the bank, refunds. */

const CLIENT = 'rs-100245'
const OUR_ACCOUNT = '40702810200000067890'
const PAYER_INN = '5000007894'

/** Roubles. */
interface Booked {
  order_id: string
  order_number: string
  amount: number
}

/** Calls the published service as the application server does. */
async function service(bench: ServedBench, method: string, body: object): Promise<Booked> {
  const secrets = JSON.parse(await readFile(`${bench.workspace}/secrets.json`, 'utf8')) as Record<
    string,
    string
  >
  const answer = await fetch(`${bench.address}/onec/kolos/hs/regate/${method}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${btoa(`restore:${secrets['restore.kolos.restore']}`)}`,
      'idempotency-key': crypto.randomUUID(),
    },
    body: JSON.stringify(body),
  })
  expect(answer.ok, await answer.clone().text()).toBe(true)
  return (await answer.json()) as Booked
}

/** Orders the least amount of a cheap item at the warehouse that has most of it. */
async function book(bench: ServedBench, booking_id: string): Promise<Booked> {
  const api = createAdminClient(bench.address)
  const params = { enterprise: 'kolos' }
  const [item] = (await api.call('regate.items', { params, query: { text: 'CH-004', limit: 1 } })).rows
  const [store] = [...item!.stock].sort((a, b) => b.quantity - a.quantity)
  return service(bench, 'booking', {
    booking_id,
    client_id: CLIENT,
    store_id: store!.store_id,
    delivery: { type: 'delivery', address: { city: 'Псков', street: 'ул. Выдуманная', house: '1' } },
    lines: [{ item_id: item!.item_id, quantity: item!.min_volume / 1000 }],
  })
}

const statement = (payments: { number: number; amount: string; purpose: string }[]) =>
  [
    '1CClientBankExchange',
    'ВерсияФормата=1.03',
    'Кодировка=UTF-8',
    `РасчСчет=${OUR_ACCOUNT}`,
    ...payments.flatMap(({ number, amount, purpose }) => [
      'СекцияДокумент=Платежное поручение',
      `Номер=${number}`,
      'Дата=25.11.2026',
      `Сумма=${amount}`,
      'ДатаПоступило=25.11.2026',
      'ПлательщикСчет=40702810300000077701',
      `ПлательщикИНН=${PAYER_INN}`,
      'ПлательщикКПП=500001001',
      'Плательщик1=ООО "Тихая Гавань"',
      `ПолучательСчет=${OUR_ACCOUNT}`,
      'ПолучательИНН=7800004568',
      `НазначениеПлатежа=${purpose}`,
      'КонецДокумента',
    ]),
    'КонецФайла',
    '',
  ].join('\r\n')

async function drop(page: Page, text: string) {
  const data = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([content], 'kl_to_1c.txt', { type: 'text/plain' }))
    return transfer
  }, text)
  await page.getByTestId('bank-tab').dispatchEvent('drop', { dataTransfer: data })
}

test('[B-72][B-74][BD-40] bank: a dropped statement pays the order that it names, the other payment waits and is allocated by hand', async ({
  page,
  bench,
}) => {
  const named = await book(bench, 'bank-1')
  const first = await book(bench, 'bank-2')
  const second = await book(bench, 'bank-3')
  const both = first.amount + second.amount
  const text = statement([
    { number: 118, amount: named.amount.toFixed(2), purpose: `Оплата по заказу №${named.order_number}` },
    { number: 119, amount: (both + 100.5).toFixed(2), purpose: 'Оплата за продукты' },
  ])

  await page.goto('/#/enterprises/kolos/bank')
  await expect(page.getByTestId('bank-tab')).toContainText('Выписок пока нет')
  await drop(page, text)
  await expect(page.getByTestId('report-118')).toContainText('Заказ найден')
  await expect(page.getByTestId('report-118')).toContainText(named.order_number)
  await expect(page.getByTestId('report-119')).toContainText('Неясен заказ')
  await expect(page.getByTestId('base-tab-bank')).toContainText('(1)')

  await page.getByTestId('allocate-119').click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Тихая Гавань')
  const give = (order: Booked) => dialog.getByTestId(`give-${order.order_number}`).getByRole('textbox')
  await give(first).fill((first.amount + 1).toFixed(2))
  await give(second).fill(second.amount.toFixed(2))
  await give(second).press('Tab')
  await expect(dialog.getByTestId('allocate-faults')).toContainText('осталось оплатить')
  await expect(dialog.getByTestId('allocate-post')).toBeDisabled()
  await give(first).fill(first.amount.toFixed(2))
  await give(first).press('Tab')
  await expect(dialog.getByTestId('allocate-faults')).toHaveCount(0)
  await expect(dialog.getByTestId('allocate-balance')).toHaveText(/^100,50\s₽$/)
  await dialog.getByTestId('allocate-post').click()
  await expect(page.getByTestId('bank-119')).toContainText('Разнесён вручную')
  await expect(page.getByTestId('base-tab-bank')).not.toContainText('(')

  const api = createAdminClient(bench.address)
  const params = { enterprise: 'kolos' }
  for (const { order_id } of [named, first, second])
    expect(await api.call('regate.order', { params: { ...params, order: order_id } })).toMatchObject({
      status: 220,
      payment_code: 2,
    })
  const clients = await api.call('regate.clients', { params, query: { text: CLIENT } })
  expect(clients[0]!.balance).toBe(10_050)

  await drop(page, text)
  await expect(page.getByTestId('report-118')).toContainText('Уже загружен')
  await expect(page.getByTestId('report-119')).toContainText('Уже загружен')
  expect(await api.call('regate.payments', { params })).toHaveLength(2)
})

test('[B-57][BD-41] refund: the order that came by the service is shown live, its refund goes to the masked card and is executed', async ({
  page,
  bench,
}) => {
  await page.goto('/#/enterprises/kolos/orders')
  await expect(page.getByText('Заказов пока нет')).toBeVisible()
  const order = await book(bench, 'refund-1')
  const row = page.getByTestId(`order-${order.order_number}`)
  await expect(row).toContainText('100 Создан, не оплачен')
  await row.click()
  const form = page.getByTestId('order-form')
  await expect(form.getByTestId('order-payment')).toHaveText('0 Не оплачено')

  await service(bench, 'paycard', {
    order_id: order.order_id,
    payment: {
      transaction_id: 'pay-000871',
      amount: order.amount,
      currency: 'RUB',
      paid_at: '2026-11-25T12:04:51',
      system: 'Пример-Эквайринг',
      pan_mask: '4000 00** **** 0002',
    },
  })
  await expect(form.getByTestId('order-status')).toContainText('210 Оплачен картой')
  await service(bench, 'refund', {
    order_id: order.order_id,
    refund_id: 'rs-ref-5531',
    reason: 'Не подошло',
  })
  await expect(form.getByTestId('order-status')).toContainText('430 Возврат денег')

  await page.getByTestId('base-tab-refunds').click()
  const refund = page.locator('[data-testid^=refund-row-]')
  await expect(refund).toContainText('4000 00** **** 0002')
  await expect(refund).toContainText('Подготовлен')
  await refund.getByTestId('refund-execute').click()
  await expect(refund).toContainText('Исполнен')
  await expect(refund.getByTestId('refund-execute')).toHaveCount(0)
  await refund.getByRole('link', { name: order.order_number }).click()
  await form.locator('.n-tabs-tab', { hasText: 'История статусов' }).click()
  await expect(page.getByTestId('order-history')).toContainText('Деньги возвращены')
})

test('[B-70][BD-24] order: a person at 1C takes the cash and ships the goods', async ({ page, bench }) => {
  const order = await book(bench, 'cash-1')
  await page.goto(`/#/enterprises/kolos/orders/${order.order_id}`)
  const form = page.getByTestId('order-form')
  await form.getByTestId('order-act-cash').click()
  await expect(form.getByTestId('order-status')).toContainText('230 Оплачен наличными')
  await expect(form.getByTestId('order-payment')).toHaveText('3 Наличными')
  await expect(form.getByTestId('order-act-cancel')).toHaveCount(0)
  await form.getByTestId('order-act-ship').click()
  await expect(form).toContainText('Отгружен')
})

test('[B-27][B-41] items: prices and stocks are edited by keyboard, searched by Ctrl+F, and 5 000 more stay scrollable', async ({
  page,
  bench,
}) => {
  const api = createAdminClient(bench.address)
  const params = { enterprise: 'kolos' }
  await api.call('regate.fill', { params, body: { items: 5000, seed: 1 } })
  await page.goto('/#/enterprises/kolos/items')
  const grid = page.getByTestId('item-grid')
  const row = page.getByTestId('item-CH-001')
  await row.locator('[data-cell=price]').click()
  await page.keyboard.press('F2')
  await page.keyboard.type('1 250,5')
  await page.keyboard.press('Enter')
  await expect(row.locator('[data-cell=price]')).toHaveText(/1\s250,50/)
  await row.locator('[data-cell=tier-0]').click()
  await page.keyboard.press('Enter')
  await page.keyboard.type('0: 5')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('cell-input')).toHaveAttribute('aria-invalid', 'true')
  await page.keyboard.press('Escape')
  await expect(row.locator('[data-cell=tier-0]')).toContainText('1 120,00')
  const [item] = (await api.call('regate.items', { params, query: { text: 'CH-001', limit: 1 } })).rows
  expect(item).toMatchObject({ price: 125_050, tiers: [{ over: 5000 }, { over: 20_000 }] })

  await expect(page.getByTestId('item-count')).toContainText(/5\s0/)
  for (let part = 0; part < 4; part++)
    await grid.evaluate((element) => element.scrollTo({ top: element.scrollHeight }))
  await expect(grid.locator('[data-testid^=item-GN-]').first()).toBeVisible()
  expect(await grid.getByRole('row').count(), 'only what is seen is drawn').toBeLessThan(90)

  await page.keyboard.press('Control+f')
  await page.keyboard.type('GN-004999')
  await expect(page.getByTestId('item-GN-004999')).toBeVisible()
  await expect(grid.locator('[data-testid^=item-]')).toHaveCount(1)
})

test('[B-17][BD-37] enterprises: added with a base, given a password once, disturbed, removed after a question', async ({
  page,
  bench,
}) => {
  await page.goto('/#/enterprises')
  await page.getByTestId('enterprise-add').click()
  await page.getByTestId('enterprise-name').fill('Пробное')
  await page.getByTestId('enterprise-id').fill('probe')
  await page.getByTestId('enterprise-add-save').click()
  await expect(page.getByTestId('enterprise-probe')).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByText('В базе нет номенклатуры')).toBeVisible()

  await page.getByTestId('enterprise-settings').click()
  await page.getByTestId('password-restore').click()
  const password = (
    await page
      .getByTestId('new-password')
      .getByRole('button', { name: /\S{20}/ })
      .innerText()
  ).trim()
  const state = () =>
    fetch(`${bench.address}/onec/probe/hs/regate/city`, {
      headers: { authorization: `Basic ${btoa(`restore:${password}`)}` },
    })
  expect((await state()).status).toBe(200)
  await page.keyboard.press('Escape')

  await page.getByTestId('enterprise-conditions').click()
  await page.getByTestId('base-maintenance').click()
  await expect(page.getByTestId('on-maintenance')).toBeVisible()
  expect((await state()).status).toBe(503)
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Ещё' }).click()
  await page.getByText('Удалить предприятие…').click()
  const question = page.getByRole('dialog')
  await expect(question).toContainText('Отменить это нельзя')
  await question.getByRole('button', { name: 'Удалить предприятие…' }).click()
  await expect(page.getByTestId('enterprise-probe')).toHaveCount(0)
  const left = await createAdminClient(bench.address).call('regate.enterprises')
  expect(left.map(({ id }) => id)).not.toContain('probe')
})
