import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenedFile } from '../../server/explorer/model.ts'
import { ids, importXml, offersXml, png, zipped } from '../unit/explorer-export-files.ts'
import { openBench, refusal, type OpenBench } from './admin-bench.ts'

/** The explorer as its screen uses it: over HTTP. */

let bench: OpenBench

beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.stop())

const send = (name: string, body: string | Buffer, query = '') =>
  fetch(`${bench.address}/api/explorer/upload?name=${encodeURIComponent(name)}${query}`, {
    method: 'POST',
    body: new Uint8Array(Buffer.from(body)),
  })

async function opened(answer: Response): Promise<OpenedFile> {
  expect(answer.status).toBe(200)
  const { id } = (await answer.json()) as OpenedFile
  return bench.parts.commerceMl.explorer.settled(id)
}

const archive = () =>
  zipped({
    'import.xml': importXml(),
    'offers.xml': offersXml(),
    'import_files/01/drill.png': png,
    'import_files/01/page.png': '<html><script>alert(1)</script></html>',
  })

describe('the explorer over HTTP', () => {
  it('[C §4.4] takes an upload, answers views, closes', async () => {
    const file = await opened(await send('выгрузка № 1.zip', archive()))
    expect(file).toMatchObject({ name: 'выгрузка № 1.zip', state: 'ready', pictures: 2 })
    const params = { file: file.id }
    const page = await bench.api.call('explorer.items', { params, query: { text: 'ёлка' } })
    expect(page).toMatchObject({ total: 1, rows: [{ id: ids.saw, article: '007' }] })
    expect(
      await bench.api.call('explorer.offer', { params, query: { id: `${ids.drill}#har-1` } }),
    ).toMatchObject({
      prices: [{ typeName: 'Розничная', price: 499_050 }],
      stocks: [{ name: 'Главный', quantity: 7500 }],
    })
    const source = await bench.api.call('explorer.source', {
      params,
      query: { part: 'offers.xml', line: 2, around: 0 },
    })
    expect(source.lines[0]!.text).toContain('КоммерческаяИнформация')
    await bench.api.call('explorer.close', { params })
    expect((await refusal(bench.api.call('explorer.file', { params }))).status).toBe(404)
    expect((await refusal(bench.api.call('explorer.items', { params }))).code).toBe('EXPLORER-FILE-UNKNOWN')
  })

  it('serves pictures as pictures and nothing else', async () => {
    const { id } = await opened(await send('export.zip', archive()))
    const picture = (path: string) =>
      fetch(`${bench.address}/api/explorer/${id}/picture?path=${encodeURIComponent(path)}`)
    const good = await picture('import_files/01/drill.png')
    expect(Buffer.from(await good.arrayBuffer()).equals(png)).toBe(true)
    expect(good.headers.get('content-type')).toBe('image/png')
    expect(good.headers.get('x-content-type-options')).toBe('nosniff')
    expect(good.headers.get('content-security-policy')).toContain('sandbox')
    for (const path of ['import_files/01/page.png', '../import.xml', '/etc/passwd', 'import.xml'])
      expect((await picture(path)).status, path).toBe(404)
  })

  it('sends exports with a name in Cyrillic', async () => {
    const { id } = await opened(await send('Товары (март).zip', archive()))
    const csv = await fetch(`${bench.address}/api/explorer/${id}/export.csv`)
    expect(csv.headers.get('content-disposition')).toBe(
      `attachment; filename*=UTF-8''${encodeURIComponent('Товары ')}%28${encodeURIComponent('март')}%29.csv`,
    )
    const bytes = Buffer.from(await csv.arrayBuffer())
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    const lines = bytes.subarray(3).toString().split('\r\n')
    expect(lines[1]).toBe(
      `${ids.drill};ДР-1;Дрель ударная;;шт;Инструмент / Дрели;Да;1;1;4990,5;4990,5;RUB;7,5`,
    )
    expect(lines[2]).toBe(`${ids.saw};007;"Пила ""Ёлка""";;;Инструмент;Да;0;0;;;;`)

    const xlsx = await fetch(`${bench.address}/api/explorer/${id}/export.xlsx`)
    const sheets = unzipSync(new Uint8Array(await xlsx.arrayBuffer()))
    const offers = Buffer.from(sheets['xl/worksheets/sheet2.xml']!).toString()
    expect(offers).toContain('Розничная, RUB')
    expect(offers).toContain('<v>4990.5</v>')
    expect(offers).toContain('Цвет: Синий')
    expect((await fetch(`${bench.address}/api/explorer/${id}/export.exe`)).status).toBe(404)
  })

  it('[C §2.1] refuses names that lead out of the folder, with the reason', async () => {
    const answer = await send('../../evil.xml', importXml())
    expect(answer.status).toBe(409)
    expect(await answer.json()).toMatchObject({
      code: 'EXPLORER-NAME',
      detail: expect.stringContaining('..'),
    })
    expect((await send('a.xml', importXml(), '&set=../x')).status).toBe(422)
  })
})
