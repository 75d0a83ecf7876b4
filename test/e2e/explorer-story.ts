import { readFile } from 'node:fs/promises'
import { expect, type Page, type Route } from '@playwright/test'
import { createAdminClient } from '../../server/admin/client.ts'
import { ids, importXml, offersXml, png, zipped } from '../unit/explorer-export-files.ts'

interface Dropped {
  name: string
  bytes: string | Buffer
}

/** Drops files on the page as a file manager does. */
async function drop(page: Page, files: Dropped[]): Promise<void> {
  const sent = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }))
  await page.evaluate((list) => {
    const transfer = new DataTransfer()
    for (const { name, base64 } of list)
      transfer.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name))
    const send = (kind: string) =>
      window.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }))
    send('dragenter')
    send('drop')
  }, sent)
}

/** Nothing is opened yet. */
async function openScreen(page: Page, address: string): Promise<void> {
  await page.goto(`${address}/#/explorer`)
  await expect(page.getByText('Перетащите сюда выгрузку CommerceML')).toBeVisible()
}

const spoiled =
  '<Товар>\n<Ид>bad</Ид><Наименование>Рубанок</Наименование><Группы><Ид>gr-unknown</Ид></Группы></Товар>'

/** An export is dropped, looked through by mouse and keyboard, and compared with a later one. */
export async function playExplorerStory(page: Page, address: string): Promise<void> {
  await openScreen(page, address)
  await drop(page, [
    {
      name: 'выгрузка.zip',
      bytes: zipped({
        'import0_1.xml': importXml({ more: spoiled }),
        'offers0_1.xml': offersXml(),
        'import_files/01/drill.png': png,
      }),
    },
  ])

  const head = page.getByTestId('file-head')
  await expect(page.getByTestId('counts')).toContainText('3 товара')
  await expect(page.getByTestId('counts')).toContainText('1 предложение')
  await expect(page.getByTestId('counts')).toContainText('1 картинка')
  await expect(head).toContainText('2.07')
  await expect(head).toContainText('UTF-8')

  // Search from anywhere, back to the table, open the card, all by keyboard.
  const items = page.getByTestId('explorer-items')
  await expect(items.locator('[data-row]')).toHaveCount(3)
  await page.keyboard.press('Control+f')
  await page.keyboard.type('УДАРНАЯ')
  await expect(items.locator('[data-row]')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(items).toBeFocused()
  await page.keyboard.press('Enter')
  const card = page.getByTestId('explorer-card')
  await expect(card).toContainText('Дрель ударная')
  await expect(card).toContainText('Дрели')
  await expect(card.getByTestId('offer')).toContainText('Розничная')
  await expect(card.getByTestId('offer')).toContainText(/4\s990,50\s₽/)
  await expect(card.getByTestId('offer')).toContainText('Главный')
  await expect
    .poll(() => card.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBe(1)

  // The source of the card.
  await page.getByTestId('card-source').click()
  const source = page.getByTestId('source')
  await expect(source).toContainText('import0_1.xml')
  await expect(source).toContainText(`<Ид>${ids.drill}</Ид>`)
  await source.getByRole('button', { name: 'Закрыть' }).click()
  await items.focus()
  await page.keyboard.press('Escape')
  await expect(card).toHaveCount(0)

  // A group with everything below it.
  await page.getByTestId('explorer-search').fill('')
  await expect(items.locator('[data-row]')).toHaveCount(3)
  await page.getByTestId('explorer-groups').getByText('Дрели').click()
  await expect(items.locator('[data-row]')).toHaveCount(1)

  // A finding shows its line.
  await page.getByTestId('explorer-tab-findings').click()
  const finding = page.getByTestId('explorer-findings').locator('[data-row]', { hasText: 'gr-unknown' })
  await finding.first().click()
  await expect(source.locator('.place')).toBeVisible()
  await expect(source).toContainText('Рубанок')

  // A file that is no CommerceML 2 says why.
  await drop(page, [{ name: 'page.xml', bytes: '<?xml version="1.0"?>\n<html><body/></html>' }])
  await expect(page.getByTestId('refusal')).toBeVisible()
  // The answer to closing it is held back until the next files have been dropped and have come in.
  let letGo = (): void => {}
  const held = new Promise<void>((resolve) => (letGo = resolve))
  const holdBack = async (route: Route): Promise<void> => {
    const response = await route.fetch()
    await held
    await route.fulfill({ response })
  }
  await page.route('**/api/explorer/*/close', holdBack, { times: 1 })
  await page.getByRole('button', { name: 'Закрыть «page.xml»' }).click()
  await expect(page.getByTestId('opened-file')).toHaveCount(1)

  // The next export against this one.
  await drop(page, [
    {
      name: 'import.xml',
      bytes: importXml({
        drillName: 'Дрель ударная 800 Вт',
        saw: false,
        more: '<Товар><Ид>new</Ид><Наименование>Фреза</Наименование></Товар>',
      }),
    },
    { name: 'offers.xml', bytes: offersXml('5190') },
  ])
  await expect(page.getByTestId('opened-file')).toHaveCount(2)
  letGo()
  await expect(page.getByTestId('counts')).toContainText('2 товара')
  await page.getByTestId('explorer-tab-compare').click()
  const differences = page.getByTestId('explorer-differences')
  await page.getByTestId('compare-appeared').click()
  await expect(differences.locator('[data-row]')).toHaveCount(1)
  await expect(differences).toContainText('Фреза')
  await page.getByTestId('compare-vanished').click()
  await expect(differences.locator('[data-row]')).toHaveCount(2)
  await expect(differences).toContainText('Пила "Ёлка"')
  await page.getByTestId('compare-changed').click()
  await expect(differences).toContainText('Дрель ударная → Дрель ударная 800 Вт')

  const api = createAdminClient(address)
  for (const { id } of await api.call('explorer.files'))
    await api.call('explorer.close', { params: { file: id } })
  await expect(page.getByText('Перетащите сюда выгрузку CommerceML')).toBeVisible()
}

/** What the two export buttons save. */
export async function saveExports(page: Page, address: string): Promise<{ csv: string; xlsx: Buffer }> {
  await openScreen(page, address)
  await drop(page, [
    { name: 'import.xml', bytes: importXml() },
    { name: 'offers.xml', bytes: offersXml() },
  ])
  await expect(page.getByTestId('counts')).toContainText('2 товара')
  // The second file is read after the first.
  await expect(page.getByTestId('counts')).toContainText('1 предложение')
  const save = async (format: 'csv' | 'xlsx') => {
    const download = page.waitForEvent('download')
    await page.getByTestId(`export-${format}`).click()
    const saved = await download
    expect(saved.suggestedFilename()).toBe(`import.xml, offers.${format}`)
    return readFile(await saved.path())
  }
  return { csv: (await save('csv')).toString(), xlsx: await save('xlsx') }
}
