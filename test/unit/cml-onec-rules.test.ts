import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { unzipSync } from 'fflate'
import iconv from 'iconv-lite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { requestUrl, scriptOf } from '../../mocks/cml-onec/address.ts'
import { archiveName, packFolder } from '../../mocks/cml-onec/archive.ts'
import { bytesOfXml, decodeAgain, decodeAnswer } from '../../mocks/cml-onec/decode.ts'
import { createFaultBook } from '../../mocks/cml-onec/faults.ts'
import { dayOf, spread, subordinateOf } from '../../mocks/cml-onec/loading-rules.ts'
import { badPicture, pictureOf } from '../../mocks/cml-onec/pictures.ts'

describe('addresses', () => {
  it.each([
    ['https://shop.example/1c_exchange.php', 'https://shop.example/1c_exchange.php'],
    [' HTTP://shop.example/a b\\1c.php ', 'http://shop.example/ab/1c.php'],
    ['shop.example', 'http://shop.example/bitrix/admin/1c_exchange.php'],
    ['https://shop.example/', 'https://shop.example/bitrix/admin/1c_exchange.php'],
    ['http://shop.example:8080/x.php', 'http://shop.example:8080/x.php'],
    ['http://host/?wc1c=exchange', 'http://host/?wc1c=exchange'],
  ])('[C §2.1] %s is %s', (typed, script) => {
    expect(scriptOf(typed)).toBe(script)
  })

  it('[C §2.1][C §16 1C 1] ?type= is appended blindly, the name is not percent-encoded', () => {
    expect(requestUrl('http://host/?wc1c=exchange', { type: 'catalog', mode: 'checkauth' })).toBe(
      'http://host/?wc1c=exchange?type=catalog&mode=checkauth',
    )
    expect(
      requestUrl('http://host/x.php', {
        type: 'catalog',
        mode: 'file',
        filename: 'import_files/ab/Фото 1.jpg',
        extra: '&sessid=00',
      }),
    ).toBe('http://host/x.php?type=catalog&mode=file&filename=import_files/ab/Фото 1.jpg&sessid=00')
  })
})

describe('decoding', () => {
  const utf8 = Buffer.from('success\nдаΩ', 'utf8')
  const bom = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('success')])
  const lenient = { reading: 'charset', strict: false } as const

  it('[C §2.5] by the charset of the header, UTF-8 by default', () => {
    expect(decodeAnswer(utf8, '', lenient)).toBe('success\nдаΩ')
    const ansi = iconv.encode('failure\nНет', 'windows-1251')
    expect(decodeAnswer(ansi, 'text/html; charset=windows-1251', lenient)).toBe('failure\nНет')
    expect(decodeAnswer(ansi, 'text/html', lenient)).toMatch(/^failure\n\uFFFD/)
    expect(decodeAnswer(utf8, 'text/plain; charset=nobody-knows', lenient)).toBe('success\nдаΩ')
  })

  it('[C §2.5 BOM] a BOM is swallowed, a strict node sees it', () => {
    expect(decodeAnswer(bom, '', lenient)).toBe('success')
    expect(decodeAnswer(bom, '', { ...lenient, strict: true })).toBe('п»їsuccess')
  })

  it('[C §3.2] УТ 10.3: ANSI without a BOM whatever the header says, UTF-8 with one', () => {
    const ansi = { reading: 'ansi', strict: false } as const
    expect(decodeAnswer(Buffer.from('да', 'utf8'), 'text/xml; charset=utf-8', ansi)).toBe('РґР°')
    expect(decodeAnswer(Buffer.from('\uFEFFда', 'utf8'), '', ansi)).toBe('да')
  })

  it('[C §3.2] УНФ decodes again only what has U+FFFD and reads better', () => {
    const text = '<КоммерческаяИнформация/>'
    const bytes = iconv.encode(text, 'windows-1251')
    expect(decodeAgain(bytes.toString('utf8'), bytes)).toBe(text)
    expect(decodeAgain('ok', Buffer.from('ok'))).toBe('ok')
  })

  it('the declaration of a decoded string names no encoding any more', () => {
    expect(Buffer.from(bytesOfXml('<?xml version="1.0" encoding="windows-1251"?><а/>')).toString()).toBe(
      '<?xml version="1.0"?><а/>',
    )
  })
})

describe('rules of loading', () => {
  it.each([
    ['2024-05-13', '2024-05-13'],
    ['2016-11-03+03:00', '2016-11-03'],
    ['2024-05-13T10:00:00', '2024-05-13'],
    ['3.5.2024', '2024-05-03'],
    ['0001-01-01', null],
    ['01.01.1970', null],
    ['вчера', null],
  ])('[C §15 F29] the date %s is %s', (written, day) => {
    expect(dayOf(written)).toBe(day)
  })

  it('[C §10.2] a discount is spread to the last kopeck, and never beyond it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        (sums, total) => {
          const parts = spread(total, sums)
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total)
          const whole = sums.reduce((sum, one) => sum + one, 0)
          for (const [index, part] of parts.entries())
            expect(Math.abs(part - (total * sums[index]!) / whole)).toBeLessThanOrEqual(1)
        },
      ),
    )
  })

  it('[C §10.3] УНФ takes a payment that is not paid for none', () => {
    const payment = {
      operation: 'Эквайринговая операция',
      number: '5',
      date: '2024-05-13',
      sum: 100,
      deleted: false,
      requisites: [] as { name: string; value: string }[],
    } as Parameters<typeof subordinateOf>[0]
    expect(subordinateOf(payment, '132')).toMatchObject({ what: 'payment', number: '5' })
    const unpaid = { ...payment, requisites: [{ name: 'Оплачено', value: 'false' }] }
    expect(subordinateOf(unpaid, '132')).toBeNull()
    expect(subordinateOf({ ...payment, deleted: true }, '132')).toBeNull()
  })
})

describe('pictures and archives', () => {
  const folder = () => {
    const made = mkdtempSync(join(tmpdir(), 'obmen-pictures-'))
    onTestFinished(() => rmSync(made, { recursive: true, force: true }))
    return made
  }

  it('[C §4.5] a PNG that inflates to its rows, another one for another path', () => {
    const bytes = Buffer.from(pictureOf('import_files/aa/1.png'))
    expect(bytes.subarray(1, 4).toString()).toBe('PNG')
    const at = bytes.indexOf('IDAT')
    const length = bytes.readUInt32BE(at - 4)
    const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
    expect(inflateSync(bytes.subarray(at + 4, at + 4 + length))).toHaveLength(height * (1 + width * 3))
    expect(pictureOf('import_files/aa/2.png')).not.toEqual(pictureOf('import_files/aa/1.png'))
  })

  it.each([
    ['photo.jpg', [0xff, 0xd8, 0xff]],
    ['photo.gif', [0x47, 0x49, 0x46]],
    ['photo.svg', [0x3c, 0x73, 0x76, 0x67]],
  ])('[C §4.5] %s begins as its kind does', (name, signature) => {
    expect([...pictureOf(name).subarray(0, signature.length)]).toEqual(signature)
    expect(badPicture().subarray(0, signature.length)).not.toEqual(Uint8Array.from(signature))
  })

  it('[C §4.4] an archive has its files under their names, packed and whole', async () => {
    const made = folder()
    const text = '<?xml version="1.0"?>'.repeat(40_000)
    writeFileSync(join(made, 'import0_1.xml'), text)
    writeFileSync(join(made, 'a.png'), pictureOf('a.png'))
    const target = join(made, archiveName())
    await packFolder(made, ['import0_1.xml', 'a.png'], target)
    const bytes = readFileSync(target)
    expect(bytes.length).toBeLessThan(text.length / 10)
    const entries = unzipSync(bytes)
    expect(Buffer.from(entries['import0_1.xml']!).toString()).toBe(text)
    expect(Buffer.from(entries['a.png']!)).toEqual(Buffer.from(pictureOf('a.png')))
  })
})

describe('failures that are counted', () => {
  it('spoils as often as its times say; 0 is without end; a changed number starts anew', () => {
    const book = createFaultBook()
    const twice = book('shop', [{ id: 'F25', times: 2 }])
    expect([twice.use('F25'), twice.use('F25'), twice.use('F25')]).toEqual([true, true, false])
    expect(book('shop', [{ id: 'F25', times: 2 }]).on('F25')).toBe(false)
    expect(book('other', [{ id: 'F25', times: 2 }]).on('F25')).toBe(true)
    expect(book('shop', [{ id: 'F25', times: 3 }]).on('F25')).toBe(true)
    book('shop', [])
    const always = book('shop', [{ id: 'F25', times: 0 }])
    expect([always.use('F25'), always.use('F25'), always.use('F1')]).toEqual([true, true, false])
  })
})
