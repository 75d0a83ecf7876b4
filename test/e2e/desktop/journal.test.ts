import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { createAdminClient } from '../../../server/admin/client.ts'
import { desktopTest as test, expect } from '../harness.ts'

test('journal: search, removal and its undo in the desktop window', async ({ desktop }) => {
  const { page } = desktop
  for (const path of ['first', 'second'])
    await fetch(`${desktop.address()}/site/api/1c/v1/${path}`, {
      headers: { authorization: `Basic ${btoa('1c:not-the-password')}` },
    })
  await page.getByTestId('nav-journal').click()
  const rows = page.getByTestId('journal-rows').locator('[data-testid^=entry-]')
  await expect(rows.first()).toBeVisible()
  await page.keyboard.press('Control+f')
  await page.keyboard.type('статус:401 path:second')
  await page.keyboard.press('Enter')
  await expect(rows).toHaveCount(1)
  await expect(page.getByTestId('journal-rows')).toBeFocused()
  await page.keyboard.press('Delete')
  await expect(rows).toHaveCount(0)
  await page.getByRole('button', { name: 'Вернуть', exact: true }).click()
  await expect(rows).toHaveCount(1)
})

test('journal: an exchange is sent again, compared with what it was, and leaves in a ticket, in the desktop window', async ({
  desktop,
}) => {
  const { page, app } = desktop
  const api = createAdminClient(desktop.address())
  const show = (address: string) => page.evaluate((hash) => (location.hash = hash), address)
  expect((await api.call('onec.exchange')).outcome).toBe('done')
  const { rows } = await api.call('journal.page', { query: { q: 'op:getOrders', limit: 1 } })
  const { id } = rows[0]!

  await show(`#/journal/${id}`)
  await page.getByTestId('repeat').click()
  await expect(page).not.toHaveURL(new RegExp(`/journal/${id}$`))
  await expect(page).toHaveURL(/#\/journal\/\d+$/)
  const again = Number(/\d+$/.exec(page.url())![0])
  expect((await api.call('journal.entry', { params: { id: again } })).repeats).toBe(id)

  await page.getByTestId('compare-with').click()
  await page.locator('.n-dropdown-option').first().click()
  await expect(page).toHaveURL(new RegExp(`left=entry:${id}/response&right=entry:${again}/response`))
  await expect(page.getByTestId('compare-verdict')).toContainText('по контракту site-orders/1')

  const ticket = join(desktop.userData, 'ticket.zip')
  await app.evaluate(({ session }, path) => {
    session.defaultSession.once('will-download', (_event, item) => item.setSavePath(path))
  }, ticket)
  await show('#/journal?q=op:getOrders')
  await page.getByTestId('journal-export').click()
  await expect(page.getByTestId('export-count')).toContainText('записи')
  await page.getByTestId('export-save').click()
  const saved = async () => Object.entries(unzipSync(await readFile(ticket)))
  await expect
    .poll(() =>
      saved().then(
        (files) => files.map(([name]) => name),
        () => [],
      ),
    )
    .toContain('report.html')
  const secrets = JSON.parse(await readFile(join(desktop.workspace, 'secrets.json'), 'utf8')) as Record<
    string,
    string
  >
  for (const [name, bytes] of await saved())
    expect(strFromU8(bytes), name).not.toContain(secrets['site.password'])
})
