import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileAddresses } from '../../server/admin/api.ts'
import { readQrFile, type QrFileReading } from '../../server/understanding/qr-file.ts'
import { openBench, refusal, type OpenBench } from './admin-bench.ts'
import { run as carriedOut } from './cli-run.ts'

/** The QR desk and the check of requisites, over the admin API and on the command line. */

let bench: OpenBench
let folder: string
beforeAll(async () => {
  bench = await openBench()
  folder = await mkdtemp(join(tmpdir(), 'obmen-qr-desk-'))
})
afterAll(async () => {
  await bench?.stop()
  await rm(folder, { recursive: true })
})

const fields = {
  Name: 'ООО «Камень-Ножницы»',
  PersonalAcc: '40702 810 7 0000 0016180',
  BankName: 'АО «Банк Исеть»',
  BIC: '046500991',
  CorrespAcc: '30101810100000000991',
  Sum: '5373950',
  Purpose: 'Оплата по заказу №7315',
}
const text =
  'ST00012|Name=ООО «Камень-Ножницы»|PersonalAcc=40702810700000016180|BankName=АО «Банк Исеть»|BIC=046500991' +
  '|CorrespAcc=30101810100000000991|Sum=5373950|Purpose=Оплата по заказу №7315'

describe('the calls', () => {
  it('[A-45] a code is made of fields, of a string, and read back out of its PNG', async () => {
    const made = await bench.api.call('qr.make', { body: { fields } })
    expect(made).toMatchObject({
      text,
      bytes: Buffer.byteLength(text),
      checks: [],
      qr: { level: 'M', sizeMm: 35 },
    })
    expect(made.qr!.fields.find(({ key }) => key === 'BIC')!.checks).toMatchObject([
      { code: 'form', severity: 'ok' },
    ])

    const options = { format: 'ST00011', separator: '#', size: 25, level: 'Q' } as const
    const narrow = await bench.api.call('qr.make', { body: { fields, options } })
    expect(narrow.text).toBe(text.replaceAll('|', '#').replace('ST00012', 'ST00011'))
    expect(narrow).toMatchObject({ qr: { level: 'Q', sizeMm: 25 }, checks: [{ code: 'qr-too-small' }] })
    expect(
      await bench.api.call('qr.make', { body: { text: narrow.text, options: { size: 25, level: 'Q' } } }),
    ).toMatchObject({
      text: narrow.text,
      qr: { svg: narrow.qr!.svg },
    })

    const png = await fetch(
      bench.address + fileAddresses.qrPicture('png', narrow.text, { level: 'Q', dpi: 600 }),
    )
    expect([png.status, png.headers.get('content-type')]).toEqual([200, 'image/png'])
    const base64 = Buffer.from(await png.arrayBuffer()).toString('base64')
    const reading = await bench.api.call('qr.read', { body: { base64, name: 'qr.png' } })
    expect(reading).toMatchObject({
      kind: 'picture',
      notes: [],
      codes: [{ text: narrow.text, payment: { encoding: '1', separator: '#' }, symbol: { level: 'Q' } }],
    })
    const svg = await fetch(bench.address + fileAddresses.qrPicture('svg', narrow.text, { size: 30 }))
    expect(svg.headers.get('content-type')).toContain('image/svg+xml')
    expect(await svg.text()).toMatch(/^<svg width="[\d.]+mm"/)
  })

  it('what cannot be made or read is refused with a reason', async () => {
    const unlike = await bench.api.call('qr.make', { body: { text: 'https://shop.example.ru/pay' } })
    expect(unlike).toMatchObject({ qr: null, checks: [{ code: 'not-st', severity: 'error' }] })
    const lacking = await bench.api.call('qr.make', {
      body: { fields: { ...fields, Purpose: 'Оплата 100 ₽' }, options: { format: 'ST00011' } },
    })
    expect(lacking.qr).toBeNull()
    expect(lacking.checks.map(({ code }) => code)).toContain('not-encodable')
    expect(await refusal(bench.api.call('qr.make', { body: { fields, text } }))).toMatchObject({
      status: 422,
    })
    expect(
      await refusal(bench.api.call('qr.make', { body: { fields, options: { size: 5 } } })),
    ).toMatchObject({ status: 422 })
    for (const wrong of ['заказ', `ST00011|Name=₽`, `ST00012|Name=${'x'.repeat(2960)}`]) {
      const answer = await fetch(bench.address + fileAddresses.qrPicture('png', wrong))
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([422, 'QR-TEXT'])
    }
    const junk = Buffer.from('заказ').toString('base64')
    expect(await bench.api.call('qr.read', { body: { base64: junk } })).toMatchObject({
      kind: 'other',
      codes: [],
    })
  })

  it('[AD-44] requisites are explained', async () => {
    const { findings } = await bench.api.call('requisites.check', {
      body: { inn: '7724435554', bik: '044525225', payment_account: '40705810438000268725' },
    })
    expect(findings.map(({ code, digits }) => [code, digits[0]?.expected])).toEqual([
      ['inn-checksum', '2'],
      ['form', undefined],
      ['acc-key', '3'],
      ['account-balance', undefined],
    ])
  })
})

const run = (...args: string[]) => carriedOut(args)

describe('the command line', () => {
  const given = Object.entries(fields).flatMap(([key, value]) => ['--field', `${key}=${value}`])

  it('[A-45] obmen qr make writes the string or a picture of it, obmen qr read reads it', async () => {
    expect(await run('qr', 'make', ...given)).toEqual({ code: 0, stdout: `${text}\n`, stderr: '' })
    const png = join(folder, 'code.png')
    const written = await run('qr', 'make', ...given, '--format', 'ST00011', '--size', '30', '-o', png)
    expect(written).toMatchObject({ code: 0, stdout: `${png}\n` })
    const read = await run('qr', 'read', png)
    expect(read).toMatchObject({ code: 0, stderr: '' })
    expect(read.stdout.split('\n')[0]).toMatch(/^ST00011, разделитель \|, байт \d+, версия \d+, коррекция M$/)
    expect(read.stdout).toContain('\nName=ООО «Камень-Ножницы»\n')
    const { codes } = JSON.parse((await run('qr', 'read', '--json', png)).stdout) as QrFileReading
    expect(codes).toEqual(JSON.parse(JSON.stringify((await readQrFile(await readFile(png))).codes)))
    const svg = join(folder, 'code.svg')
    expect((await run('qr', 'make', '--text', text, '--level', 'H', '-o', svg)).code).toBe(0)
    expect(await readFile(svg, 'utf8')).toMatch(/^<svg width="35|^<svg width="4/)
  })

  it('what is wrong is told on stderr, with exit code 1', async () => {
    const blank = join(folder, 'blank.pdf')
    await writeFile(blank, '%PDF-1.4')
    expect(await run('qr', 'read', blank)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('не найден') as string,
    })
    expect(await run('qr', 'read', join(folder, 'none'))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('такого файла нет') as string,
    })
    for (const args of [
      ['qr', 'make'],
      ['qr', 'make', ...given, '-o', 'code.gif'],
      ['qr', 'make', '--text', 'заказ'],
    ])
      expect(await run(...args)).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(/[а-я]/) as string,
      })
    const bad = await run('qr', 'make', ...given, '--field', 'PayeeINN=7724435554')
    expect(bad).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('warning inn-checksum:PayeeINN PayeeINN: ') as string,
    })
  })

  it('[AD-44] obmen requisites explains, and exits with 1 when something does not hold', async () => {
    const wrong = await run(
      'requisites',
      '--inn',
      '7724435554',
      '--bik',
      '044525225',
      '--corr',
      '30101810400000000225',
    )
    expect(wrong.code).toBe(1)
    expect(wrong.stdout).toContain('warning inn-checksum inn 7724435554: ')
    expect(wrong.stdout).toContain('должна быть 2, а в ИНН стоит 4')
    const right = await run('requisites', '--ogrn', '1027700132195', '--json')
    expect(right.code).toBe(0)
    expect(JSON.parse(right.stdout)).toMatchObject([{ field: 'ogrn', code: 'key-holds' }])
    expect((await run('requisites')).code).toBe(1)
  })
})
