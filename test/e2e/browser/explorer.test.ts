import { expect, test } from '../harness.ts'
import { playExplorerStory, saveExports } from '../explorer-story.ts'

test('[C §4.4] an export is dropped, searched, opened, explained and compared', async ({ page, bench }) => {
  await playExplorerStory(page, bench.address)
})

test('[C §6] the items are saved for a spreadsheet', async ({ page, bench }) => {
  const { csv, xlsx } = await saveExports(page, bench.address)
  expect(csv.charCodeAt(0)).toBe(0xfeff)
  expect(csv).toContain('tov-01;ДР-1;Дрель ударная;')
  expect(csv).toContain('4990,5')
  expect(csv).toContain('"Пила ""Ёлка"""')
  expect(xlsx.subarray(0, 2).toString()).toBe('PK')
})
