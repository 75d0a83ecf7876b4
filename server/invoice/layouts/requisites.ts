import type { InvoiceModel, Party } from '../model.ts'
import { putLines, textHeight, wrap } from '../pdf-paper.ts'
import { isProprietor, signingBlock, type SignaturePlace } from './signatures.ts'
import { paragraph, stack, widthOf, type Block, type Sheet } from './sheet.ts'

/** «Реквизиты и подписи сторон» of a contract: supplier at the left, buyer at the right. */
export function requisitesBlock(sheet: Sheet, model: InvoiceModel): Block {
  const { page, profile, pictures } = sheet
  const width = widthOf(sheet) / 2 - 4
  const right = page.right - width
  const { seller, buyer } = model
  const places: SignaturePlace[] = [
    {
      role: isProprietor(seller) ? 'Предприниматель' : 'Руководитель',
      name: profile.texts.director,
      picture: pictures.director_signature,
      x: page.left,
      width,
    },
    {
      role: isProprietor(buyer) ? 'Предприниматель' : 'Руководитель',
      name: '',
      picture: undefined,
      x: right,
      width,
    },
  ]
  return stack([
    ...paragraph(sheet, 'Реквизиты и подписи сторон', sheet.styles.strong, 4),
    columns(sheet, [sellerLines(model), partyLines('Покупатель', buyer)], [page.left, right], width),
    signingBlock(sheet, places, page.left + width * 0.55),
  ])
}

const filled = (label: string, value: string | null): string[] => (value ? [`${label} ${value}`] : [])

function partyLines(role: string, { name, inn, kpp, address, phone }: Party): string[] {
  return [
    `${role}: ${name}`,
    ...(inn || kpp ? [[inn && `ИНН ${inn}`, kpp && `КПП ${kpp}`].filter(Boolean).join(', ')] : []),
    ...filled('Адрес:', address),
    ...filled('Тел.:', phone),
  ]
}

const sellerLines = ({ seller, bank }: InvoiceModel): string[] => [
  ...partyLines('Поставщик', seller),
  ...filled('Р/с', bank.payment_account),
  ...filled('в', bank.bank),
  ...filled('К/с', bank.correspondent_account),
  ...filled('БИК', bank.bik),
]

/** Texts beside each other, the first line of each in bold. */
function columns(
  { doc, styles }: Sheet,
  texts: readonly string[][],
  lefts: readonly number[],
  width: number,
): Block {
  const { plain, strong } = styles
  const wrapped = texts.map(([first = '', ...others]) => ({
    head: wrap(doc, first, width, strong),
    body: others.flatMap((line) => wrap(doc, line, width, plain)),
  }))
  const height = Math.max(
    ...wrapped.map(({ head, body }) => textHeight(plain.size, head.length + body.length) + 0.8),
  )
  return {
    height: height + 1.5,
    draw(y) {
      for (const [i, { head, body }] of wrapped.entries()) {
        const end = putLines(doc, head, lefts[i]!, y + 1.5, strong)
        if (body.length > 0) putLines(doc, body, lefts[i]!, end + 0.8, plain)
      }
    },
  }
}
