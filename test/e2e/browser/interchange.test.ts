import { readFile } from 'node:fs/promises'
import { unzipSync } from 'fflate'
import { expect, test } from '../harness.ts'

const har = (at: string, email: string) =>
  JSON.stringify({
    log: {
      entries: [
        {
          startedDateTime: at,
          time: 5,
          request: {
            method: 'POST',
            url: 'http://shop.example.ru/api/1c/v1/stock',
            headers: [{ name: 'Content-Type', value: 'application/json' }],
            postData: { mimeType: 'application/json', text: JSON.stringify({ stock: [], email }) },
          },
          response: { status: 200, headers: [], content: { mimeType: 'application/json', text: '{}' } },
        },
      ],
    },
  })

test('a HAR is looked at, imported, and leaves in a ticket without personal data [AD-43]', async ({
  page,
}) => {
  await page.goto('/#/journal')
  await page.getByTestId('journal-import').click()
  await page.getByTestId('import-files').setInputFiles({
    name: 'shop.har',
    mimeType: 'application/json',
    buffer: Buffer.from(har('2026-03-10T10:00:00.000Z', 'anna@example.ru')),
  })
  await expect(page.getByTestId('import-dialog')).toContainText('site-orders.postStock')
  await page.getByTestId('import-apply').click()
  await expect(page.getByTestId('import-dialog')).toBeHidden()

  await page.getByTestId('journal-export').click()
  await expect(page.getByTestId('rule-email')).toContainText('email-1')
  await expect(page.getByTestId('export-dialog')).not.toContainText('anna@example.ru')
  const downloading = page.waitForEvent('download')
  await page.getByTestId('export-save').click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/\.zip$/)
  const files = Object.values(unzipSync(await readFile(await download.path())))
  expect(files.length).toBeGreaterThan(6)
  expect(files.filter((bytes) => Buffer.from(bytes).includes('anna@example.ru'))).toEqual([])
})
