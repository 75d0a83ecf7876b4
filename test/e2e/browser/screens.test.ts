import { readFile, writeFile } from 'node:fs/promises'
import { createAdminClient } from '../../../server/admin/client.ts'
import { expect, test } from '../harness.ts'

/** What people do on single screens, by mouse and by keyboard. */

test('[AD-27] mappings: paste from a spreadsheet, undo, search, and a CSV import that shows what it would do', async ({
  page,
  bench,
}) => {
  const api = createAdminClient(bench.address)
  const cities = () => api.call('mappings.table', { params: { kind: 'city' } })
  const before = (await cities()).rows.length

  await page.goto('/#/mappings/city')
  const grid = page.getByTestId('mapping-grid')
  await page.getByTestId('mapping-blank').getByRole('gridcell').first().click()
  await grid.evaluate((element) => {
    const clipboard = new DataTransfer()
    clipboard.setData(
      'text/plain',
      'tvr\tТверь\tref-tver\t000000301\tТверь\r\nkln\tКлин\tref-klin\t000000302\tКлин\r\n',
    )
    element.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true }),
    )
  })
  await expect(page.getByTestId('mapping-tvr')).toContainText('Сопоставлено')
  await expect(page.getByTestId('mapping-kln')).toContainText('000000302')
  await expect.poll(async () => (await cities()).rows.length).toBe(before + 2)

  await grid.focus()
  await page.keyboard.press('Control+z')
  await expect(page.getByTestId('mapping-tvr')).toHaveCount(0)
  await expect.poll(async () => (await cities()).rows.length).toBe(before)
  await page.keyboard.press('Control+y')
  await expect(page.getByTestId('mapping-tvr')).toBeVisible()

  await page.keyboard.press('Control+f')
  await page.keyboard.type('Твер')
  await expect(page.getByTestId('mapping-kln')).toHaveCount(0)
  await expect(page.getByTestId('mapping-tvr')).toBeVisible()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await expect(page.getByTestId('mapping-kln')).toBeVisible()

  const csv = await (await page.request.get(`${bench.address}/api/mappings-export/csv?kinds=city`)).text()
  expect(csv).toContain('tvr;Тверь;ref-tver;000000301;Тверь')
  await page.getByTestId('mapping-import').click()
  await page.getByTestId('file-input').setInputFiles({
    name: 'cities.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`${csv.trimEnd()}\r\ncity;tul;Тула;ref-tula;000000303;Тула;;;;;\r\n`),
  })
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Тула')
  expect(
    (await cities()).rows.some((row) => row.site_id === 'tul'),
    'a dry run changes nothing',
  ).toBe(false)
  await dialog
    .getByRole('button', { name: /Применить|Загрузить/ })
    .last()
    .click()
  await expect(page.getByTestId('mapping-tul')).toBeVisible()
})

test('mappings: fill down by key and by the corner, find and replace, a value dragged from the dictionary', async ({
  page,
  bench,
}) => {
  const api = createAdminClient(bench.address)
  const put = ['a', 'b', 'c', 'd'].map((id) => ({
    id,
    site_id: `town-${id}`,
    site_name: `г. ${id}`,
    ref_1c: '',
    code_1c: '',
    name_1c: '',
  }))
  await api.call('mappings.save', { params: { kind: 'city' }, body: { put, remove: [] } })
  const { onec } = await api.call('mappings.choices', { params: { kind: 'city' } })
  const [first] = onec
  const notes = async () => {
    const { rows } = await api.call('mappings.table', { params: { kind: 'city' } })
    return put.map(({ id }) => rows.find((row) => row.id === id)!)
  }

  await page.goto('/#/mappings/city')
  const cell = (id: string, column: number) =>
    page.getByTestId(`mapping-town-${id}`).getByRole('gridcell').nth(column)
  const note = 5
  await cell('a', note).click()
  await page.keyboard.press('F2')
  await page.keyboard.type('сверено')
  await page.keyboard.press('Enter')
  await expect(cell('a', note)).toHaveText('сверено')
  await page.keyboard.press('Control+d')
  await expect(cell('b', note)).toHaveText('сверено')

  await cell('b', note).click()
  await page.getByTestId('fill-handle').hover()
  await page.mouse.down()
  await cell('d', note).hover()
  await page.mouse.up()
  await expect(cell('d', note)).toHaveText('сверено')
  await expect.poll(async () => (await notes()).map((row) => row.note)).toEqual(Array(4).fill('сверено'))

  await page.keyboard.press('Control+h')
  const bar = page.getByTestId('mapping-replace')
  await bar.getByLabel('Найти').fill('г. ')
  await expect(bar).toContainText('4 ячейки')
  await bar.getByLabel('Заменить на').fill('город ')
  await page.getByTestId('replace-all').click()
  await expect(cell('c', 1)).toHaveText('город c')
  await page.keyboard.press('Escape')
  await expect(bar).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(cell('c', 1)).toHaveText('г. c')

  await page.getByTestId('mapping-dictionary-open').click()
  const dictionary = page.getByTestId('mapping-dictionary')
  await dictionary.getByText('Только свободные').click()
  await dictionary.getByRole('button', { name: first!.name }).first().dragTo(cell('c', 1))
  await expect.poll(async () => (await notes())[2]!.ref_1c).toBe(first!.ref)
  await expect(cell('c', 4)).toHaveText(first!.name)
})

test('mappings: a suggested pair is accepted, a problem mended, a change undone from the history, all go out and in', async ({
  page,
  bench,
}) => {
  const api = createAdminClient(bench.address)
  const city = async (site: string) => {
    const { rows } = await api.call('mappings.table', { params: { kind: 'city' } })
    return rows.find(({ site_id }) => site_id === site)
  }
  const row = { id: 'perm', site_id: 'perm', site_name: 'г. Пермь', ref_1c: '', code_1c: '', name_1c: '' }
  await api.call('mappings.save', { params: { kind: 'city' }, body: { put: [row], remove: [] } })

  await page.goto('/#/mappings/city')
  await expect(page.getByTestId('mapping-perm')).toBeVisible()
  await page.getByTestId('mapping-suggest').click()
  const suggestions = page.getByTestId('suggestions')
  await expect(suggestions).toContainText('г. Пермь')
  expect((await city('perm'))!.ref_1c, 'nothing is bound before it is accepted').toBe('')
  await page.getByTestId('suggestions-accept').click()
  await expect(page.getByTestId('mapping-perm')).toContainText('Сопоставлено')
  await page.getByTestId('mapping-grid').focus()
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await city('perm'))!.ref_1c).toBe('')
  // Keys that come while a change is being saved wait for their turn.
  for (const key of ['Control+y', 'Control+z', 'Control+y']) await page.keyboard.press(key)
  const changes = async () =>
    (await api.call('mappings.history', { query: { kind: 'city', row: 'perm' } })).changes.length
  await expect.poll(changes, 'filled, bound, and then back and forth').toBe(6)
  expect((await city('perm'))!.ref_1c).not.toBe('')
  await expect(page.getByTestId('mapping-perm')).toContainText('Сопоставлено')

  // The name of 1C is another one here than in its dictionary.
  const bound = (await city('perm'))!
  const renamed = { ...row, ref_1c: bound.ref_1c, code_1c: bound.code_1c, name_1c: 'Молотов' }
  await api.call('mappings.save', { params: { kind: 'city' }, body: { put: [renamed], remove: [] } })
  await page.getByTestId('mapping-check').click()
  const problems = page.getByTestId('mapping-problem-list')
  await expect(problems).toContainText('Молотов')
  await problems.locator('article', { hasText: 'Молотов' }).getByRole('button', { name: 'Исправить' }).click()
  await expect.poll(async () => (await city('perm'))!.name_1c).toBe('Пермь')
  await page.keyboard.press('Escape')

  await page.getByTestId('mapping-history').click()
  const history = page.getByTestId('mapping-history-list')
  await expect(history.locator('article').first()).toContainText('Молотов')
  await history.getByTestId('undo-change').first().click()
  await expect.poll(async () => (await city('perm'))!.name_1c).toBe('Молотов')
  await expect(history.locator('article').first()).toContainText('отмена')
  await page.keyboard.press('Escape')

  await page.getByTestId('mapping-export').click()
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByText('Excel: все таблицы').click(),
  ])
  const before = (await city('perm'))!
  const gone = { put: [{ ...row, name_1c: 'другое' }], remove: [] }
  await api.call('mappings.save', { params: { kind: 'city' }, body: gone })
  await page.getByTestId('mapping-import').click()
  await page.getByTestId('file-input').setInputFiles(await saved.path())
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Изменённых: 1')
  await dialog.getByRole('button', { name: 'Загрузить', exact: true }).click()
  await expect.poll(async () => (await city('perm'))!.ref_1c).toBe(before.ref_1c)
})

test('journal: a refused call from outside arrives live, is copied as cURL, and its repeat goes with the account of today', async ({
  page,
  bench,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto('/#/journal')
  await expect(page.getByText(/обмен/i).first()).toBeVisible()
  const answer = await fetch(`${bench.address}/site/api/1c/v1/stock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${btoa('1c:not-the-password')}` },
    body: '{}',
  })
  expect(answer.status).toBe(401)
  const rows = page.getByTestId('journal-rows')
  await expect(rows.getByText('401')).toBeVisible()
  await rows.getByText('401').click()
  await page.getByTestId('copy-curl').click()
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toMatch(/^curl .*\/site\/api\/1c\/v1\/stock/s)
  await page.getByTestId('repeat').click()
  // The repeat is sent with the account of today: the body is read now, and refused for what it lacks.
  await expect(rows.getByText('422').or(rows.getByText('400')).first()).toBeVisible()
})

test('journal: a finding of an untidy body jumps to its line', async ({ page, bench }) => {
  const secrets = JSON.parse(await readFile(`${bench.workspace}/secrets.json`, 'utf8')) as Record<
    string,
    string
  >
  const body = [
    '{"stock": {',
    '  "mode": "delta",',
    '  "as_of": "2025-09-18T09:05:00",',
    '  "items": [',
    '    { "offer_id": "5b0d0001-4e1a-11f0-9c3d-0242ac1300aa", "storage": "sclad_moscow", "quantity": "1 112,5" }',
    '  ]',
    '}}',
  ].join('\n')
  const answer = await fetch(`${bench.address}/site/api/1c/v1/stock`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${btoa(`1c:${secrets['site.password']}`)}`,
    },
    body,
  })
  expect(answer.status, await answer.text()).toBe(200)
  await page.goto('/#/journal')
  await page.getByTestId('journal-rows').locator('[data-testid^=entry-]').first().click()
  await page.locator('.n-tabs-tab', { hasText: /^Замечания \([1-9]/ }).click()
  const finding = page.getByRole('listitem').filter({ hasText: 'LA-06' })
  await finding.getByTestId('explain-finding').click()
  await expect(finding.getByTestId('finding-explained')).not.toBeEmpty()
  await finding.getByTitle('Показать место').click()
  await expect(page.locator('.cm-activeLine', { hasText: '1 112,5' })).toBeVisible()
})

test('validator: an untidy file is recognised, read with liberties, and comes out canonical', async ({
  page,
}) => {
  await page.goto('/#/validator')
  await page.getByTestId('file-input').setInputFiles({
    name: 'order.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from(
      "{'stock': {'mode': 'delta', 'as_of': '18.09.2025 9:05:00', 'items': [{'offer_id': '5B0D6C1E-8A41-4F0E-9C57-1F2A3B4C5D62', 'storage': 'sclad_moscow', 'quantity': '1 112,5'}]}}",
    ),
  })
  await expect(page.getByText('LA-06').first()).toBeVisible()
  await expect(page.getByText('LA-10').first()).toBeVisible()
  await page.locator('.n-tabs-tab', { hasText: 'Канон: JSON' }).click()
  await expect(page.locator('.cm-content', { hasText: '1112.5' })).toBeVisible()
})

test('shell: palette by keyboard, language and theme are remembered', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByTestId('nav-overview')).toHaveAttribute('aria-current', 'page')
  await page.keyboard.press('Control+k')
  await page.getByTestId('palette-input').getByRole('textbox').fill('соотв')
  await page.keyboard.press('Enter')
  await page.waitForURL(/#\/mappings/)
  await page.evaluate(() => {
    localStorage.setItem('obmen.locale', 'en')
    localStorage.setItem('obmen.theme', 'dark')
  })
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await expect(page.getByTestId('nav-journal')).toContainText('Journal')
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  expect(Math.max(...background.match(/\d+/g)!.slice(0, 3).map(Number)), background).toBeLessThan(80)
})

test('what changes before the live connection stands is shown when it stands', async ({ page, bench }) => {
  const file = `${bench.workspace}/obmen.json`
  const whole = await readFile(file, 'utf8')
  let connect = () => {}
  const held = new Promise<void>((resolve) => (connect = resolve))
  await page.route('**/api/events', async (route) => {
    await held
    await route.continue()
  })
  await page.goto('/')
  await expect(page.getByTestId('nav-overview')).toHaveAttribute('aria-current', 'page')
  try {
    await writeFile(file, whole.replace(/"version": \d+,/, '$&,'))
    await expect
      .poll(async () => (await (await fetch(`${bench.address}/api/state`)).text()).includes('"line":'))
      .toBe(true)
    await expect(page.getByTestId('document-problem')).toHaveCount(0)
    connect()
    await expect(page.getByTestId('document-problem')).toContainText('obmen.json')
  } finally {
    connect()
    await writeFile(file, whole)
  }
})

test('a broken obmen.json is named with its place, and the screens keep working', async ({ page, bench }) => {
  const file = `${bench.workspace}/obmen.json`
  const whole = await readFile(file, 'utf8')
  await page.goto('/')
  try {
    await writeFile(file, whole.replace(/"version": \d+,/, '$&,'))
    await expect(page.getByTestId('document-problem')).toContainText('obmen.json')
    await expect(page.getByTestId('document-problem')).toContainText(/строк[аи]/)
  } finally {
    await writeFile(file, whole)
  }
  await expect(page.getByTestId('document-problem')).toHaveCount(0)
})
