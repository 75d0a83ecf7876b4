import { readFile } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'
import { fileAddresses } from '../../../server/admin/api.ts'
import { createAdminClient } from '../../../server/admin/client.ts'
import { expect, test } from '../harness.ts'
import { choose } from '../select.ts'

const PAYMENT =
  'ST00012|Name=ООО «Клён»|PersonalAcc=40702810438000268725|BankName=ПАО СБЕРБАНК|BIC=044525225' +
  '|CorrespAcc=30101810400000000225|Sum=8087100|Purpose=Оплата по счету № 21488|PayeeINN=7724435554|KPP=772401001'

/** A picture of the payment string, as another program would have drawn it. */
async function picture(address: string): Promise<Buffer> {
  const answer = await fetch(`${address}${fileAddresses.qrPicture('png', PAYMENT, { size: 40 })}`)
  expect(answer.status).toBe(200)
  return Buffer.from(await answer.arrayBuffer())
}

async function drop(page: Page, zone: Locator, name: string, bytes: Buffer) {
  const dataTransfer = await page.evaluateHandle(
    ({ name, base64 }) => {
      const transfer = new DataTransfer()
      const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      transfer.items.add(new File([content], name, { type: 'image/png' }))
      return transfer
    },
    { name, base64: bytes.toString('base64') },
  )
  await zone.dispatchEvent('drop', { dataTransfer })
}

test('a layout is edited beside the sheet it prints, with a picture, written and there after a reload', async ({
  page,
  bench,
}) => {
  const api = createAdminClient(bench.address)
  const sheet = page.getByTestId('preview-open')
  const address = async () => (await sheet.getAttribute('href')) ?? ''
  const printed = async () => {
    const answer = await fetch(`${bench.address}${await address()}`)
    return Buffer.from(await answer.arrayBuffer())
  }

  await page.goto('/#/invoice/profiles')
  await expect(page.getByTestId('profile')).toHaveText(/Основная организация/)
  await api.call('invoiceProfiles.save', { body: { profiles: [] } })
  await page.getByTestId('profile-first').click()
  await expect(page.getByTestId('preview-facts')).toContainText('1 лист')
  const standard = { address: await address(), bytes: await printed() }
  expect(standard.bytes.subarray(0, 5).toString()).toBe('%PDF-')

  await page.getByTestId('profile-name').fill('Клён')
  await page.getByTestId('profile-layout-contract').click()
  await page.getByTestId('profile-terms').fill('Срок поставки — пять дней.\n\nОплата означает согласие.\n')
  await expect.poll(async () => (await printed()).equals(standard.bytes)).toBe(false)

  const before = await address()
  await drop(page, page.getByTestId('profile-logo'), 'логотип.png', await picture(bench.address))
  const logo = page.getByTestId('profile-logo-picture')
  await expect.poll(() => logo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100)
  await expect.poll(address, { message: 'the sheet follows the picture' }).not.toBe(before)

  await page.getByTestId('profile-one').click()
  await page.getByTestId('profile-inn').fill('77')
  await expect(page.getByTestId('profile-form')).toContainText('10 или 12 цифр')
  await expect(page.getByTestId('profiles-save')).toBeDisabled()
  await page.getByTestId('profile-inn').fill('7712345008')

  await page.getByTestId('place-invoice-qr').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Остаться' }).click()
  await page.keyboard.press('Control+s')
  await expect(page.getByTestId('profiles-unsaved')).toHaveCount(0)

  const { profiles } = await api.call('invoiceProfiles.list')
  expect(profiles).toMatchObject([
    {
      name: 'Клён',
      layout: 'contract',
      match: { inn: '7712345008', kpp: null },
      texts: { terms: ['Срок поставки — пять дней.', 'Оплата означает согласие.'] },
    },
  ])
  await page.reload()
  await expect(page.getByTestId('profile-name')).toHaveValue('Клён')
  await expect(logo).toBeVisible()

  await page.getByTestId('profile-duplicate').click()
  await expect(page.getByTestId('profile-form')).toContainText('Выше в списке есть оформление')
  await page.getByTestId('profile-up').click()
  await expect(page.getByTestId('profile').first()).toContainText('Клён (копия)')
  await page.getByTestId('profile-remove').click()
  await expect(page.getByTestId('profile')).toHaveCount(1)
  await page.getByRole('button', { name: 'Вернуть', exact: true }).click()
  await expect(page.getByTestId('profile')).toHaveCount(2)
  await page.getByTestId('profiles-revert').click()
  await expect(page.getByTestId('profile')).toHaveCount(1)
})

test('[I-02] [I-03] a code is read from a dropped picture, changed field by field and saved as a picture that reads back', async ({
  page,
  bench,
}) => {
  const api = createAdminClient(bench.address)
  await page.goto('/#/invoice/qr')
  await drop(page, page.getByTestId('qr-file'), 'счёт.png', await picture(bench.address))
  const code = page.getByTestId('qr-code-1')
  await expect(code).toContainText('80 871,00 ₽')
  await expect(code.getByTestId('read-PayeeINN')).toContainText('Контрольная цифра ИНН не сходится')
  await code.getByTestId('qr-edit').click()

  const form = page.getByTestId('qr-form')
  await expect(page.getByTestId('made-text')).toHaveText(PAYMENT)
  await form.getByTestId('make-PayeeINN').fill('7724435552')
  await expect(form).not.toContainText('не сходится')
  await choose(page, page.getByTestId('qr-add-field'), 'Номер договора', 'договор')
  await form.getByTestId('make-Contract').fill('17/2026')
  await expect(page.getByTestId('made-text')).toContainText('|Contract=17/2026')

  const bytes = async () => Number.parseInt((await page.getByTestId('made-bytes').textContent()) ?? '')
  const utf8 = await bytes()
  await choose(page, page.getByTestId('qr-format'), 'windows-1251')
  await expect(page.getByTestId('made-text')).toContainText('ST00011|Name=ООО «Клён»')
  expect(await bytes()).toBeLessThan(utf8 - 20)

  const save = async (button: string) => {
    const coming = page.waitForEvent('download')
    await page.getByTestId(button).click()
    return readFile(await (await coming).path())
  }
  expect((await save('save-svg')).toString()).toContain('<svg')
  const png = await save('save-png-600')
  const read = await api.call('qr.read', { body: { base64: png.toString('base64'), name: 'qr.png' } })
  expect(read.codes.map(({ text }) => text)).toEqual([await page.getByTestId('made-text').textContent()])

  await page.goto('/#/invoice/qr/requisites')
  await page.getByTestId('requisite-inn').fill('7724435554')
  await expect(page.getByTestId('verdict-inn').locator('[data-code="inn-checksum"]')).toContainText('42')
})
