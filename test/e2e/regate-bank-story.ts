import { expect, type Page } from '@playwright/test'
import { createAdminClient, type AdminClient } from '../../server/admin/client.ts'

/** What people at the 1C of an enterprise do with the bank; the same steps in a browser and in the desktop window. */

const CLIENT = 'rs-100245'
const OUR_ACCOUNT = '40702810200000067890'
const PAYER_INN = '5000007894'

/** Roubles. */
export interface Booked {
  order_id: string
  order_number: string
  amount: number
}

/** Calls the published service over HTTP, as the application server does. */
export async function service(api: AdminClient, method: string, values: object): Promise<Booked> {
  const played = await api.call('restore.call', { body: { target: 'kolos', method, values: { ...values } } })
  expect(played.ok, played.message).toBe(true)
  return played.body as Booked
}

/** Orders the least amount of a cheap item at the warehouse that has most of it. */
export async function book(api: AdminClient, booking_id: string): Promise<Booked> {
  const params = { enterprise: 'kolos' }
  const [item] = (await api.call('regate.items', { params, query: { text: 'CH-004', limit: 1 } })).rows
  const [store] = [...item!.stock].sort((a, b) => b.quantity - a.quantity)
  return service(api, 'booking', {
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

/** A statement is dropped on the tab: one payment finds its order, the other waits and is allocated by hand; once more, nothing. */
export async function playBankStory(page: Page, address: string): Promise<void> {
  const api = createAdminClient(address)
  const named = await book(api, 'bank-1')
  const first = await book(api, 'bank-2')
  const second = await book(api, 'bank-3')
  const both = first.amount + second.amount
  const text = statement([
    { number: 118, amount: named.amount.toFixed(2), purpose: `Оплата по заказу №${named.order_number}` },
    { number: 119, amount: (both + 100.5).toFixed(2), purpose: 'Оплата за продукты' },
  ])

  await page.goto(`${address}/#/enterprises/kolos/bank`)
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
}
