import { readFile, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { createAdminClient } from '../../../server/admin/client.ts'
import { generateCatalogue } from '../../commerceml/generate.ts'
import { playExplorerStory } from '../explorer-story.ts'
import { desktopTest as test } from '../harness.ts'

test('[C §4.4] an export is dropped on the window, searched, explained and compared', async ({ desktop }) => {
  test.setTimeout(180_000)
  await playExplorerStory(desktop.page, desktop.address())
})

// Threads, their memory and the decoding of text are Electron's own here, and only a large file is read ahead.
test('[C §15 F25] a large export is read in the window; of one that breaks off the place is told, and what to do', async ({
  desktop: { page, workspace, address },
}) => {
  test.setTimeout(180_000)
  const api = createAdminClient(address())
  await page.goto(`${address()}/#/explorer`)

  const whole = join(workspace, 'whole.xml')
  const { items } = await generateCatalogue(whole, { megabytes: 8 })
  await api.call('explorer.open', { body: { path: whole } })
  await expect(page.getByTestId('counts')).toContainText(items.toLocaleString('ru'), { timeout: 60_000 })

  const cut = join(workspace, 'cut.xml')
  await generateCatalogue(cut, { megabytes: 8 })
  await truncate(cut, 6_000_000)
  await api.call('explorer.open', { body: { path: cut } })
  const refusal = page.getByTestId('refusal')
  await expect(refusal).toContainText('CML-CUT', { timeout: 60_000 })
  const lines = (await readFile(cut, 'latin1')).split('\n').length
  await expect(refusal).toContainText(`Строка ${lines}, столбец`)
  await expect(refusal).toContainText('выгрузите или передайте его ещё раз')
})
