import type { CmlBaseUnit } from '../model.ts'
import type { Pen } from './pen.ts'

/** Length of a unit code in a 1C base; the 3.1 module writes the padding too (commerceml section 6). */
const CODE_LENGTH = 4

export const paddedCode = (code: string): string => (code === '' ? '' : code.padEnd(CODE_LENGTH))

/** `БазоваяЕдиница` in the producer's spelling; `code` replaces the code of the unit. */
export function writeBaseUnit({ xml, habits }: Pen, unit: CmlBaseUnit, code = unit.code): void {
  if (habits.baseUnit === 'codeOnly') {
    xml.leaf('БазоваяЕдиница', paddedCode(code) || unit.name)
    return
  }
  const or = (text: string): string | null => (text === '' ? null : text)
  const attributes = {
    Код: habits.baseUnit === 'withoutCode' ? null : or(code),
    НаименованиеПолное: or(unit.fullName),
    МеждународноеСокращение: or(unit.international),
  }
  if (habits.baseUnit === 'converted' && code !== '') {
    xml.mixed('БазоваяЕдиница', unit.name, attributes, {
      name: 'Пересчет',
      leaves: [
        ['Единица', code],
        ['Коэффициент', '1'],
      ],
    })
    return
  }
  xml.leaf('БазоваяЕдиница', unit.name, attributes)
}
