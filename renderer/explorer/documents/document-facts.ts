import { t } from '../../i18n/index.ts'
import { amount } from '../items/amounts.ts'
import type { CmlDocument } from '../types.ts'

type Extra = NonNullable<CmlDocument['extra']>

/** The head of a document, in the order of the file; what it does not say is left out. */
export function documentFacts(document: CmlDocument): { name: string; value: string }[] {
  const { currency } = document
  return [
    { name: t('explorer.document.date'), value: [document.date, document.time].filter(Boolean).join(' ') },
    { name: t('explorer.document.sum'), value: amount(document.sum, currency) },
    {
      name: t('explorer.document.rate'),
      value: document.rate && document.rate !== '1' ? `${document.rate} ${currency}` : '',
    },
    { name: t('explorer.document.role'), value: document.role },
    { name: t('explorer.document.basis'), value: document.basis ?? '' },
    {
      name: t('explorer.document.number1c'),
      value: [document.number1c, document.date1c].filter(Boolean).join(', '),
    },
    { name: t('explorer.document.dueDate'), value: document.dueDate ?? '' },
    { name: t('explorer.document.comment'), value: document.comment },
    { name: t('explorer.document.version'), value: document.version },
    {
      name: t('explorer.document.container'),
      value: document.container === null ? '' : String(document.container),
    },
    ...document.taxes.map(({ name, rate, sum }) => ({
      name: t('explorer.document.tax', { name }),
      value: [rate, amount(sum, currency)].filter(Boolean).join(', '),
    })),
    ...document.discounts.map(({ name, percent, sum }) => ({
      name: name || t('explorer.document.discount'),
      value: [percent && `${percent} %`, amount(sum, currency)].filter(Boolean).join(', '),
    })),
    ...document.warehouses.map(({ id, name }) => ({
      name: t('explorer.document.warehouse'),
      value: name || id,
    })),
  ].filter(({ value }) => value !== '')
}

/** Elements that the model does not know, as XML. */
export function elementsText(elements: Extra, indent = ''): string[] {
  return elements.map((element) => {
    const attributes = Object.entries(element.attributes)
      .map(([name, value]) => ` ${name}="${value}"`)
      .join('')
    const inside = elementsText(element.children, `${indent}  `)
    const open = `${indent}<${element.name}${attributes}`
    if (inside.length > 0)
      return [`${open}>${element.text}`, ...inside, `${indent}</${element.name}>`].join('\n')
    return element.text ? `${open}>${element.text}</${element.name}>` : `${open}/>`
  })
}
