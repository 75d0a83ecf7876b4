import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { createAdminClient } from '../../server/admin/client.ts'

/**
 * The story of a newcomer, played by clicking: an order travels site → 1C → site, is recorded and mapped, and ends as an
 * invoice whose QR code a scanner reads. The same steps run in a browser and in the desktop window.
 */
export async function playStory(page: Page, address: string): Promise<void> {
  const api = createAdminClient(address)
  const notice = 'ОКОНЧАТЕЛЬНЫЕ цена и наличие товара на складе будут подтверждены в Счете на оплату'

  await page.getByTestId('nav-overview').click()
  await page.getByTestId('story-new-order').click()
  await page.getByTestId('place-order').click()
  await page.waitForURL(/#\/site\/[\w-]+$/)
  const order_id = page.url().split('/').at(-1)!
  const order = await api.call('site.order', { params: { id: order_id } })
  const row = page.getByTestId(`account-order-${order.order_number}`)

  await page.getByTestId('nav-account').click()
  await expect(row).toContainText('На согласовании')
  await expect(row.getByRole('note')).toHaveText(notice)
  const [red, green, blue] = await colour(row.getByRole('note'))
  expect(red! > 150 && green! < 80 && blue! < 80, `the notice is red (A-49): ${[red, green, blue]}`).toBe(
    true,
  )
  await expect(row.getByRole('link', { name: 'Скачать счёт' })).toHaveCount(0)

  await page.getByTestId('nav-overview').click()
  await page.getByTestId('story-fetch').click()
  await expect(page.getByText(/принято 2, отклонён 1/)).toBeVisible()

  await page.getByTestId('nav-onec').click()
  const before = await api.call('onec.order', { params: { id: order_id } })
  await page.getByText(before.number_1c, { exact: true }).first().click()
  await page.getByTestId('line-quantity-1').getByRole('textbox').fill('9')
  await page.getByTestId('onec-status').click()
  await page.getByText('Ожидает оплаты', { exact: true }).last().click()
  await page.getByTestId('return-to-site').click()
  await expect(page.getByText('Версия 1 для сайта готова')).toBeVisible()
  const version = await api.call('onec.order', { params: { id: order_id } })
  expect(version).toMatchObject({ seq: 1, outgoing: 'delivered', status: 'Ожидает оплаты' })
  expect(version.lines[0]!.quantity).toBe(9000)
  expect(version.total).not.toBe(before.total)

  await page.getByTestId('nav-account').click()
  await expect(row).toContainText('Ожидает оплаты')
  await expect(row.getByRole('note')).toHaveCount(0)
  const invoice = row.getByRole('link', { name: 'Скачать счёт' })
  await expect(invoice).toBeVisible()
  const link = new URL((await invoice.getAttribute('href'))!, address).href
  // The page's own session is used: the invoice belongs to the buyer who is signed in.
  const bytes = await page.evaluate(async (url) => {
    const answer = await fetch(url)
    return [...new Uint8Array(await answer.arrayBuffer())]
  }, link)
  await paperSays(Uint8Array.from(bytes), version.versions[0]!.body.order.order_QRCode!, version.total)

  await page.getByTestId('nav-journal').click()
  const rows = page.getByTestId('journal-rows')
  for (const operation of ['Забрать заказы', 'Результат обработки заказа', 'Вернуть заказ на сайт']) {
    await expect(rows.getByText(operation).first()).toBeVisible()
  }
  await rows.getByText('Забрать заказы', { exact: true }).first().click()
  await page.locator('.n-tabs-tab', { hasText: /^Замены \(\d+\)$/ }).click()
  await expect(page.getByText('courier_city').first()).toBeVisible()
  await page.locator('.n-tabs-tab', { hasText: /^Ответ$/ }).click()
  await expect(page.locator('.cm-content').last()).toContainText('site-orders/1')

  const unmapped = await api.call('mappings.unmapped')
  expect(unmapped.map(({ kind, value }) => [kind, value])).toEqual([['delivery_method', 'courier_city']])
  await page.getByTestId('nav-mappings').click()
  await page.getByTestId('kind-delivery_method').click()
  const broken = page.getByTestId('mapping-courier_city')
  await expect(broken).toContainText('Неисправно')
  await broken.getByRole('gridcell').nth(2).dblclick()
  await page.getByTestId('cell-editor').fill('Курьер')
  await page.getByRole('option', { name: /Курьер/ }).click()
  await expect(broken).toContainText('Сопоставлено')

  await page.getByTestId('nav-overview').click()
  await page.getByTestId('story-fetch').click()
  await expect(page.getByText(/принят 1, отклонено 0/)).toBeVisible()
  expect(await api.call('mappings.unmapped')).toEqual([])
  const waiting = await api.call('site.order', { params: { id: unmapped[0]!.subjects[0]! } })
  expect(waiting.exchange_state).toBe('accepted')
}

async function colour(locator: ReturnType<Page['getByRole']>): Promise<number[]> {
  const text = await locator.evaluate((element) => getComputedStyle(element).color)
  return text.match(/\d+/g)!.slice(0, 3).map(Number)
}

/** Renders the PDF and reads it with programs that are not ours: the QR code byte for byte, the text layer by search. */
export async function paperSays(pdf: Uint8Array, payment: string, total: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'obmen-paper-'))
  try {
    const file = join(folder, 'invoice.pdf')
    await writeFile(file, pdf)
    execFileSync('pdftoppm', ['-r', '150', '-png', '-singlefile', file, join(folder, 'page')])
    const read = execFileSync('zbarimg', [
      ...['--nodbus', '-Sdisable', '-Sqrcode.enable', '--raw', '-q', '-Sbinary', '--oneshot'],
      join(folder, 'page.png'),
    ])
    expect(read.toString('utf8').replace(/\n$/, '')).toBe(payment)
    const text = execFileSync('pdftotext', ['-layout', file, '-']).toString('utf8').replaceAll('\u00a0', ' ')
    expect(text).toContain('Счет на оплату')
    const roubles = `${Math.floor(total / 100)}`.replace(/\B(?=(\d{3})+$)/g, ' ')
    expect(text).toContain(`${roubles},${String(total % 100).padStart(2, '0')}`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
