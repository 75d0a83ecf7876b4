import { describe, expect, it } from 'vitest'
import { uploadName } from '../../server/contracts/commerceml/upload-name.ts'

const taken: [string, string][] = [
  ['import.xml', 'import.xml'],
  ['import_files/ab/abcdef.jpg', 'import_files/ab/abcdef.jpg'],
  ['import_files\\ab\\abcdef.jpg', 'import_files/ab/abcdef.jpg'],
  ['C:\\v8_8789_c.xml', 'v8_8789_c.xml'],
  ['c:/Temp/import.xml', 'Temp/import.xml'],
  ['\\\\server\\share\\offers.xml', 'server/share/offers.xml'],
  ['/import.xml', 'import.xml'],
  ['./goods//goods_1_1.xml', 'goods/goods_1_1.xml'],
  ['Товары (1).xml', 'Товары (1).xml'],
  [' import.xml ', 'import.xml'],
  ['import___c0ffee00-0000.xml', 'import___c0ffee00-0000.xml'],
]

const refused: [string, RegExp][] = [
  ['', /не указано/],
  ['///', /не указано/],
  ['C:\\', /не указано/],
  ['../import.xml', /за пределы/],
  ['import_files/../../x.xml', /за пределы/],
  ['..\\..\\x.xml', /за пределы/],
  ['C:\\..\\x.xml', /за пределы/],
  ['a/C:/x.xml', /недопустимые/],
  ['import.xml::$DATA', /недопустимые/],
  ['import\u0000.xml', /недопустимые/],
  ['a\nb.xml', /недопустимые/],
  ['\u202Egpj.xml', /недопустимые/],
  ['what?.xml', /недопустимые/],
  ['shell.php', /\.php/],
  ['import_files/ab/shell.PHP', /\.php/],
  ['shell.php.jpg', /\.php/],
  ['shell.phtml', /\.phtml/],
  ['.htaccess', /\.htaccess/],
  ['x.php.', /точкой/],
  ['x.xml ./y', /точкой/],
  ['CON', /устройств/],
  ['import_files/nul.jpg', /устройств/],
  [`${'я'.repeat(128)}.xml`, /длиннее 255/],
  ['a/'.repeat(600), /длиннее 1000/],
  ['x'.repeat(100_000), /длиннее 1000/],
]

describe('names of uploads', () => {
  it.each(taken)('[C §2.1] %j is kept as %j', (raw, name) => {
    expect(uploadName(raw)).toEqual({ name })
  })

  it.each(refused)('[C §2.1] %j is refused', (raw, reason) => {
    const answer = uploadName(raw)
    expect(answer).toHaveProperty('refusal')
    expect('refusal' in answer && answer.refusal.ru).toMatch(reason)
  })
})
