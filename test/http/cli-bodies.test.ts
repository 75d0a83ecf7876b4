import { execFileSync } from 'node:child_process'
import { randomFillSync } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ValidationReport } from '../../server/admin/model.ts'
import type { CmlSummary } from '../../server/contracts/commerceml/model.ts'
import { temporaryFolder } from './admin-bench.ts'
import { run } from './cli-run.ts'

/** `obmen validate`, `convert` and `invoice`: what people and scripts get out of a body in a file. */

// Each test starts programs, which take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

const fixtures = fileURLToPath(new URL('../../fixtures/site-orders/', import.meta.url))
const names = readdirSync(fixtures)
const file = (name: string) => join(fixtures, name)

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder?.remove())

const written = async (name: string, content: string | Uint8Array) => {
  const path = join(folder.path, name)
  await writeFile(path, content)
  return path
}

/** `file:line:column: severity code …` of each finding. */
const findingLines = (text: string, path: string) =>
  text.split('\n').flatMap((line) => {
    const [, at, column, severity, code] =
      new RegExp(`^${path.replace(/[.\\/]/g, '\\$&')}:(\\d+):(\\d+): (\\w+) (\\S+) `).exec(line) ?? []
    return code ? [{ line: Number(at), column: Number(column), severity, code }] : []
  })

/** Lines of a fixture that leave the canonical form, found by how the text looks and not by reading it. */
function untidyLines(text: string): Record<string, number[]> {
  const lines = text.split(/\r?\n/)
  const where = (fits: (line: string, next: string) => boolean) =>
    lines.flatMap((line, i) => (fits(line, lines[i + 1] ?? '') ? [i + 1] : []))
  const found = {
    'LA-03': where((line, next) => line.includes("'") || (line.endsWith(',') && /^\s*[}\]]/.test(next))),
    'LA-06': where(
      (line) => /'(?:quantity|price|discount|nds_summa|summa)': '/.test(line) || />[\d ]+,\d+</.test(line),
    ),
    'LA-07': where((line) => /order_time.*\d{1,2}\.\d{2}\.\d{4} \d/.test(line)),
    'LA-16': where((line) => line.includes('[bookmark:')),
  }
  return Object.fromEntries(Object.entries(found).filter(([, at]) => at.length > 0))
}

const tidy = 'соответствует контракту'
const untidy = 'читается с допущениями, строгая сторона откажет'

describe('obmen validate', () => {
  it.each([
    ['outgoing.canonical.json', tidy, 2, ''],
    ['outgoing.verbatim.txt', untidy, 2, ''],
    ['outgoing.xml', tidy, 1, ''],
    ['returned.canonical.json', tidy, 9, ', итого 53 739,50, в том числе НДС 8 956,60'],
    ['returned.verbatim.txt', untidy, 9, ', итого 53 739,50, в том числе НДС 8 956,60'],
    ['returned.windows-1251.xml', untidy, 2, ', итого 7 289,30, в том числе НДС 1 214,89'],
  ])('says of %s what it is, and names every liberty with its line', async (name, verdict, lines, sums) => {
    const { code, stdout, stderr } = await run(['validate', file(name)])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const said = stdout.replaceAll('\u00a0', ' ')
    expect(said.split('\n')[0]).toMatch(/site-orders\.(getOrder|postOrder) \(/)
    expect(said).toContain(`${file(name)}: строк ${lines}${sums}\n`)
    expect(said.trim().split('\n').at(-1)).toBe(`${file(name)}: ${verdict}`)

    const found = findingLines(stdout, file(name))
    expect(found.filter(({ severity }) => severity === 'error')).toEqual([])
    const charset = name.includes('1251') ? 'windows-1251' : 'utf-8'
    const looks = untidyLines(new TextDecoder(charset).decode(await readFile(file(name))))
    for (const [rule, at] of Object.entries(looks)) {
      const named = found.filter((one) => one.code === rule).map((one) => one.line)
      // What is named is there, and what is there is named.
      expect(
        [...new Set(named)].sort((a, b) => a - b),
        rule,
      ).toEqual(at)
    }
    const rules = found.map((one) => one.code)
    expect(rules.some((rule) => rule.startsWith('LA-'))).toBe(verdict === untidy)
    if (name.includes('verbatim')) expect(rules).toContain('LA-05')
  })

  it('--strict is for those who want the canonical form', async () => {
    expect((await run(['validate', '--strict', file('outgoing.canonical.json')])).code).toBe(0)
    expect((await run(['validate', '--strict', file('outgoing.verbatim.txt')])).code).toBe(1)
  })

  it('gives the whole report to a program with --json', async () => {
    for (const name of ['outgoing.canonical.json', 'returned.windows-1251.xml']) {
      const { code, stdout } = await run(['validate', '--json', file(name)])
      expect(code).toBe(0)
      const report = JSON.parse(stdout) as ValidationReport
      expect(report.lenient.ok).toBe(true)
      expect(report.canonical.json).toContain('"order"')
      expect(report.canonical.xml).toContain('<orders ')
      expect(report.strict.ok).toBe(name.includes('canonical'))
    }
  })

  it('reads standard input for a dash', async () => {
    const input = await readFile(file('returned.windows-1251.xml'))
    const { code, stdout } = await run(['validate', '-'], { input })
    expect(code).toBe(0)
    expect(stdout).toContain('-: читается с допущениями')
  })

  it('believes the Content-Type that the body came with', async () => {
    const path = await written('cp1251.json', new Uint8Array([0x7b, 0x22, 0xe0, 0x22, 0x3a, 0x31, 0x7d]))
    const silent = await run(['validate', path])
    expect(silent.stdout).toContain('charset=windows-1251')
    const told = await run(['validate', path, '--content-type', 'application/json; charset=windows-1251'])
    expect(told.stdout).toContain('LA-02')
  })

  it.each<[string, string | Uint8Array]>([
    ['nothing at all', ''],
    ['a bare word', 'заказ'],
    ['half of a body', '{"order": {"order_id": "1'],
    ['another XML', '<?xml version="1.0"?><recipe/>'],
    ['XML with a bomb', '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><orders id="&c;"/>'],
    ['brackets without end', '['.repeat(100_000)],
    ['bytes of a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])],
    ['UTF-16', Uint8Array.from(Buffer.from('\ufeff{"order":{}}', 'utf16le'))],
    ['noise', randomFillSync(new Uint8Array(4096))],
  ])('refuses %s with exit code 1, a reason and no stack', async (_, content) => {
    const path = await written('junk', content)
    const { code, stdout, stderr } = await run(['validate', path])
    expect(code).toBe(1)
    expect(stderr).toBe('')
    expect(stdout).toContain(`${path}: отказ: тело не прочитано или содержит ошибки`)
    expect(findingLines(stdout, path).filter(({ severity }) => severity === 'error').length).toBeGreaterThan(
      0,
    )
    expect(stdout).not.toMatch(/\n\s+at /)
  })

  it('[A-95] refuses sums that do not add up, with the place', async () => {
    const text = (await readFile(file('returned.verbatim.txt'), 'utf8')).replace(
      "'4\u00a0093,6'",
      "'4 093,9'",
    )
    const path = await written('wrong-sum.txt', text)
    const line = text.split('\n').findIndex((one) => one.includes('4 093,9')) + 1
    const { code, stdout } = await run(['validate', path])
    expect(code).toBe(1)
    expect(findingLines(stdout, path)).toContainEqual(
      expect.objectContaining({ line, severity: 'error', code: 'SITE-ARITHMETIC' }),
    )
  })

  it('a file that is not there, or is a folder, is 1 with one sentence', async () => {
    await mkdir(join(folder.path, 'a-folder'), { recursive: true })
    for (const name of ['none.json', 'a-folder']) {
      const { code, stdout, stderr } = await run(['validate', name], { cwd: folder.path })
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toMatch(new RegExp(`^${name}: .+\\n$`))
    }
  })
})

describe('obmen validate of several files, and with --fix', () => {
  it('a folder and files: each has its verdict, one refused is enough for exit code 1', async () => {
    await mkdir(join(folder.path, 'several/inner'), { recursive: true })
    const good = await written('several/a.json', await readFile(file('outgoing.canonical.json')))
    const untidy = await written('several/inner/b.txt', await readFile(file('outgoing.verbatim.txt')))
    const one = join(folder.path, 'several')
    const taken = await run(['validate', one])
    expect(taken.code).toBe(0)
    expect(taken.stdout).toContain(`${good}: соответствует контракту`)
    expect(taken.stdout).toContain(`${untidy}: читается с допущениями`)
    expect((await run(['validate', '--strict', one])).code).toBe(1)
    const junk = await written('junk.json', 'заказ')
    const missing = join(folder.path, 'none.json')
    const mixed = await run(['validate', '--json', one, junk, missing])
    expect(mixed.code).toBe(1)
    expect(mixed.stderr).toContain(`${missing}: такого файла нет`)
    const reports = JSON.parse(mixed.stdout) as { file: string; lenient: { ok: boolean } }[]
    expect(reports.map((report) => [report.file, report.lenient.ok])).toEqual([
      [good, true],
      [untidy, true],
      [junk, false],
    ])
  })

  it('--fix writes what is certain to stdout or to -o, several files below a folder', async () => {
    const target = join(folder.path, 'fixed.json')
    const source = file('outgoing.verbatim.txt')
    const shown = await run(['validate', '--fix', source])
    expect(shown.code).toBe(0)
    expect(JSON.parse(shown.stdout)).toHaveProperty('order')
    expect(shown.stderr).toMatch(/исправлено LA-\d+/)
    const saved = await run(['validate', '--fix', '--strict', source, '-o', target])
    expect(saved).toMatchObject({ code: 0, stdout: '' })
    expect(await readFile(target, 'utf8')).toBe(shown.stdout)

    const several = [source, file('returned.verbatim.txt')]
    const nowhere = await run(['validate', '--fix', ...several])
    expect(nowhere).toMatchObject({ code: 1, stdout: '' })
    expect(nowhere.stderr).toContain('-o ПАПКА')
    const into = join(folder.path, 'fixed')
    const both = await run(['validate', '--fix', ...several, '-o', into])
    expect(both.code).toBe(0)
    const again = await run(['validate', into])
    expect(again.code).toBe(0)
    expect(again.stdout).not.toMatch(/LA-\d/)
  })

  it('--contract and --operation decide what a body is read as; a field that a person has to fill in is named', async () => {
    const stock = await written(
      'stock.json',
      "{'stock': {'as_of': '2025-09-18T09:05:00', 'items': [{'offer_id': '5b0d6c1e-8a41-4f0e-9c57-1f2a3b4c5d62', 'storage': 'sclad_1', 'quantity': 1}]}}",
    )
    const args = ['validate', '--fix', '--contract', 'site-orders', '--operation', 'postStock', stock]
    const fixed = await run(args)
    expect(fixed.code).toBe(1)
    expect(JSON.parse(fixed.stdout)).toHaveProperty('stock.items')
    expect(fixed.stderr).toMatch(/Нужно вписать вручную.*\/stock\/mode/)
    const other = await run(['validate', '--operation', 'postNomenclature', stock])
    expect(other.code).toBe(1)
    expect(other.stdout).toContain('site-orders.postNomenclature')
    const wrong = await run(['validate', '--contract', 'weather', stock])
    expect(wrong).toMatchObject({ code: 1, stdout: '' })
    expect(wrong.stderr).toContain('site-orders')
    expect(await run(['validate', '-o', 'x', stock])).toMatchObject({ code: 1, stdout: '' })
  })
})

describe('obmen convert', () => {
  it.each(names.flatMap((name) => [['json', name] as const, ['xml', name] as const]))(
    '[AD-10][AD-41] to %s: %s becomes canonical, and that converts to itself byte for byte',
    async (to, name) => {
      const first = await run(['convert', '--to', to, file(name)])
      expect(first.code).toBe(0)
      expect(first.stdout).not.toBe('')
      const again = await run(['convert', '--to', to, '-'], { input: first.stdout })
      expect({ code: again.code, stdout: again.stdout, stderr: again.stderr.match(/LA-\d+/g) }).toEqual({
        code: 0,
        stdout: first.stdout,
        stderr: null,
      })
      // The liberties go to standard error, so that the result can be piped.
      const liberties = findingLines(first.stderr, file(name)).filter(({ code }) => code.startsWith('LA-'))
      expect(liberties.length > 0).toBe(/verbatim|1251/.test(name))
    },
  )

  it('there and back: JSON → XML → JSON loses nothing', async () => {
    for (const name of ['outgoing.canonical.json', 'returned.canonical.json']) {
      const json = (await run(['convert', '--to', 'json', file(name)])).stdout
      const xml = (await run(['convert', '--to', 'xml', '-'], { input: json })).stdout
      expect((await run(['convert', '--to', 'json', '-'], { input: xml })).stdout).toBe(json)
    }
  })

  it('writes to a file with -o and leaves it alone when there is nothing to write', async () => {
    const target = join(folder.path, 'canonical.json')
    const done = await run(['convert', file('outgoing.verbatim.txt'), '-o', target])
    expect({ code: done.code, stdout: done.stdout }).toEqual({ code: 0, stdout: '' })
    const good = await readFile(target, 'utf8')
    expect(JSON.parse(good)).toMatchObject({ order: { products: [{}, {}] } })
    const failed = await run(['convert', '-', '-o', target], { input: 'junk' })
    expect(failed.code).toBe(1)
    expect(failed.stderr).toContain('преобразовывать нечего')
    expect(await readFile(target, 'utf8')).toBe(good)
  })

  it('--strict refuses what is not canonical already', async () => {
    const { code, stdout, stderr } = await run(['convert', '--strict', file('outgoing.verbatim.txt')])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(`${file('outgoing.verbatim.txt')}:2:2: error`)
    const canonical = file('returned.canonical.json')
    const kept = await run(['convert', '--strict', canonical])
    expect(kept.code).toBe(0)
    expect(JSON.parse(kept.stdout)).toEqual(JSON.parse(await readFile(canonical, 'utf8')))
  })

  it('a format that there is not is a wrong command line: exit code 2', async () => {
    const { code, stderr } = await run(['convert', '--to', 'yaml', file('outgoing.xml')])
    expect(code).toBe(2)
    expect(stderr).toContain('json, xml')
  })
})

describe('obmen invoice', () => {
  const payment =
    'ST00012|Name=ООО «Камень-Ножницы»|PersonalAcc=40702810000000016180|BankName=АО «Банк Исеть»|BIC=046500991|CorrespAcc=30101810100000000991|Sum=5373950|Purpose=Оплата по заказу клиента №00000007315|PayeeINN=6678999052|KPP=667801001'

  it('[A-44][A-45][A-46][AD-19] writes a PDF whose QR code a scanner reads byte for byte, and whose text can be searched', async () => {
    const order = JSON.parse(await readFile(file('returned.canonical.json'), 'utf8')) as {
      order: Record<string, unknown>
    }
    order.order['order_QRCode'] = payment
    order.order['order_status'] = 'Ожидает оплаты'
    const source = await written('with-qr.json', JSON.stringify(order))
    const pdf = join(folder.path, 'счёт.pdf')
    const { code, stdout } = await run(['invoice', source, '-o', pdf])
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${pdf}\n` })

    const picture = join(folder.path, 'page')
    execFileSync('pdftoppm', ['-r', '150', '-png', '-f', '1', '-l', '1', '-singlefile', pdf, picture])
    const read = execFileSync('zbarimg', [
      ...['--nodbus', '-Sdisable', '-Sqrcode.enable', '--raw', '-q', '-Sbinary', '--oneshot'],
      `${picture}.png`,
    ])
    expect(read.toString('utf8').replace(/\n$/, '')).toBe(payment)
    const text = execFileSync('pdftotext', ['-layout', pdf, '-']).toString('utf8').replaceAll('\u00a0', ' ')
    expect(text).toContain('53 739,50')
    expect(text).toContain('8 956,60')
    expect(text).toContain('Ключ-Камень')
  })

  it('[AD-18] an untidy order makes an invoice too; what is missing is told line by line', async () => {
    const pdf = join(folder.path, 'verbatim.pdf')
    const source = file('returned.verbatim.txt')
    const { code, stderr } = await run(['invoice', source, '-o', pdf])
    expect(code).toBe(0)
    expect(findingLines(stderr, source).map((found) => found.code)).toContain('LA-06')
    expect(stderr).toContain('W-QR-FORMAT')
    expect((await readFile(pdf)).subarray(0, 5).toString()).toBe('%PDF-')
  })

  it('an order of the site has no sums, so there is no invoice and no file', async () => {
    const pdf = join(folder.path, 'none.pdf')
    const { code, stderr } = await run(['invoice', file('outgoing.canonical.json'), '-o', pdf])
    expect(code).toBe(1)
    expect(stderr).toContain('счёт не построен')
    expect(existsSync(pdf)).toBe(false)
  })

  it('a place that cannot be written is told; without -o the command line is wrong', async () => {
    const away = join(folder.path, 'no', 'such', 'folder.pdf')
    const { code, stderr } = await run(['invoice', file('returned.canonical.json'), '-o', away])
    expect(code).toBe(1)
    expect(stderr).toContain(away)
    expect(stderr).not.toMatch(/\n\s+at /)
    expect((await run(['invoice', file('returned.canonical.json')])).code).toBe(2)
  })
})

describe('a command line that is wrong', () => {
  it.each([
    [['nonsense'], 'unknown command'],
    [['validate'], 'missing required argument'],
    [['serve', '--port', '70000'], '65535'],
    [['exchange', 'weather'], 'orders'],
    [['exchange', 'orders', '--every', '0'], 'whole number'],
  ])('%j is refused with exit code 2 and the help', async (args, reason) => {
    const { code, stdout, stderr } = await run(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(reason)
    expect(stderr).toContain('Usage: obmen')
  })

  it('--help and --version are 0', async () => {
    expect(await run(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    })
    expect((await run(['serve', '--help'])).code).toBe(0)
  })
})

describe('obmen validate of CommerceML', () => {
  const goods = fileURLToPath(new URL('../../fixtures/commerceml/import.windows-1251.xml', import.meta.url))

  it('[C §12] tells what a file is and what it holds', async () => {
    const { code, stdout } = await run(['validate', '--json', goods])
    expect(code).toBe(0)
    const { summary, refusal } = JSON.parse(stdout) as { summary: CmlSummary; refusal: unknown }
    expect(refusal).toBeNull()
    expect(summary).toMatchObject({ encoding: 'windows-1251', bom: false })
    expect(summary.records.item).toBe(summary.elements['Товар'])
    expect(summary.records.item).toBeGreaterThan(0)
  })

  it('[C §15 F25] names the place where a file breaks off', async () => {
    const whole = await readFile(goods)
    const path = await written('cut.xml', whole.subarray(0, whole.length / 2))
    const { code, stdout } = await run(['validate', path])
    expect(code).toBe(1)
    expect(findingLines(stdout, path).at(-1)).toMatchObject({ severity: 'error', code: 'CML-CUT' })
  })
})
