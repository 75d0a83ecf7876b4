import { readFile } from 'node:fs/promises'
import { unzipSync } from 'fflate'
import { createAdminClient } from '../../../server/admin/client.ts'
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

test('a HAR that Chromium itself has written is imported, with the entries it saw; a query chooses what leaves', async ({
  page,
  browser,
  bench,
}) => {
  const file = test.info().outputPath('chromium.har')
  const context = await browser.newContext({ recordHar: { path: file, content: 'embed' } })
  const recorded = await context.newPage()
  await recorded.goto(`${bench.address}/openapi/site-orders.json`)
  const sent = await recorded.evaluate(async () => {
    const headers = { 'content-type': 'application/json', authorization: 'Basic MWM6U2VjcmV0LVBhc3MtNzc=' }
    const body = JSON.stringify({ stock: [], note: 'Ёлка из Chromium', email: 'vera@example.ru' })
    const answer = await fetch('/site/api/1c/v1/stock?from=chromium', {
      method: 'POST',
      // Otherwise Chromium asks a person for the account that the site refuses.
      credentials: 'omit',
      headers,
      body,
    })
    return { status: answer.status, text: await answer.text() }
  })
  await context.close()
  const har = JSON.parse(await readFile(file, 'utf8')) as { log: { entries: unknown[] } }

  await page.goto('/#/journal')
  await page.getByTestId('journal-import').click()
  await page.getByTestId('import-files').setInputFiles(file)
  const dialog = page.getByTestId('import-dialog')
  await expect(dialog).toContainText('site-orders.postStock')
  await expect(dialog).toContainText(`${har.log.entries.length}`)
  await page.getByTestId('import-apply').click()
  await expect(dialog).toBeHidden()

  const api = createAdminClient(bench.address)
  const q = 'source:har path:from=chromium'
  const { rows } = await api.call('journal.page', { query: { q } })
  expect(rows.map(({ operation, status }) => ({ operation, status }))).toEqual([
    { operation: 'site-orders.postStock', status: sent.status },
  ])
  const entry = await api.call('journal.entry', { params: { id: rows[0]!.id } })
  expect(entry.request?.text).toContain('Ёлка из Chromium')
  expect(entry.response?.text).toBe(sent.text)

  await page.goto(`/#/journal?q=${encodeURIComponent(q)}`)
  await expect(page.getByTestId(`entry-${rows[0]!.id}`)).toBeVisible()
  await page.getByTestId('journal-export').click()
  await expect(page.getByTestId('export-count')).toContainText('1 запись')
  await page.getByTestId('format-har').click()
  const downloading = page.waitForEvent('download')
  await page.getByTestId('export-save').click()
  const saved = await readFile(await (await downloading).path(), 'utf8')
  expect((JSON.parse(saved) as typeof har).log.entries).toHaveLength(1)
  expect(saved).not.toMatch(/vera@example\.ru|Secret-Pass|MWM6U2/)
})
