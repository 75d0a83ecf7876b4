import { fromMinorUnits } from '../../contracts/decimal.ts'

/**
 * The printed order that a message of КСУП carries: one page of PDF, a few hundred bytes, in Latin letters because a Cyrillic font
 * would make each message a hundred times larger.
 */
export function printedOrder(number: number, day: string, kopecks: number): Uint8Array {
  const text = `BT /F1 18 Tf 60 760 Td (Order ${number}, ${day}: ${fromMinorUnits(kopecks, 2)} RUB) Tj ET`
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${text.length}>>stream\n${text}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ]
  let pdf = '%PDF-1.4\n'
  const places = objects.map((object, i) => {
    const at = pdf.length
    pdf += `${i + 1} 0 obj${object}endobj\n`
    return at
  })
  const table = pdf.length
  const rows = places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  pdf += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`
  pdf += `trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`
  return new TextEncoder().encode(pdf)
}
