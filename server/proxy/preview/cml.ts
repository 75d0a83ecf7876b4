import { CmlRefusal, type CmlDocument } from '../../contracts/commerceml/model.ts'
import { createCmlReader } from '../../contracts/commerceml/reader/reader.ts'
import type { Replacement } from '../../mappings/model.ts'
import {
  asOnecNames,
  asSiteNames,
  onlyFirst,
  type PassingMessages,
  type PassingValue,
  type PreviewTables,
} from './values.ts'

/**
 * Statuses of orders, price types and warehouses of CommerceML: 1C sends its own in files, and gets those of the site as the
 * answer to `query` (commerceml 10.1, 11.1). Pure.
 */

const kinds = ['cml_order_status', 'cml_price_type', 'cml_warehouse'] as const

const places = {
  priceType: {
    kind: 'cml_price_type',
    pointer: '/КоммерческаяИнформация/ПакетПредложений/ТипыЦен/ТипЦены/Ид',
  },
  warehouse: {
    kind: 'cml_warehouse',
    pointer: '/КоммерческаяИнформация/ПакетПредложений/Склады/Склад/Ид',
  },
} as const

/** Bitrix puts the id in front of the text: `[N] Принят`. */
const statusesOf = ({ requisites }: CmlDocument): string[] => {
  const text = requisites.find(({ name }) => name === 'Статус заказа')?.value ?? ''
  const id = requisites.find(({ name }) => name === 'Статуса заказа ИД')?.value ?? ''
  const [, inFront = '', rest = ''] = /^\[([^\]]+)\]\s*(.*)$/.exec(text) ?? []
  return [text, id || inFront, rest].filter((written) => written !== '')
}

/** Values of a document; those of one that turns out to be broken, as far as it goes. */
function valuesIn(bytes: Uint8Array, isKnown: (status: string) => boolean): PassingValue[] {
  const values: PassingValue[] = []
  const reader = createCmlReader({
    onRecord(record) {
      if (record.kind === 'priceType' || record.kind === 'warehouse')
        values.push({ ...places[record.kind], value: record.id })
      if (record.kind !== 'document') return
      const written = statusesOf(record)
      values.push({
        kind: 'cml_order_status',
        pointer: `/Документ[${record.number}]/Статус заказа`,
        value: written.find(isKnown) ?? written[0],
      })
    },
    onFinding: () => undefined,
  })
  try {
    reader.write(bytes)
    reader.end()
  } catch (error) {
    if (!(error instanceof CmlRefusal)) throw error
  }
  return values
}

const isMarkup = (bytes: Uint8Array): boolean =>
  /^(?:\xef\xbb\xbf)?\s*<\?xml/.test(Buffer.from(bytes.subarray(0, 100)).toString('latin1'))

/** Tables without rows are not asked, and without any of them no document is read. */
export function previewCml(
  operation: string,
  { bytes: { request, response } }: PassingMessages,
  tables: PreviewTables,
): Replacement[] {
  if (!kinds.some(tables.inUse)) return []
  const used = (values: PassingValue[]) =>
    onlyFirst(values.filter(({ kind }) => kinds.some((one) => one === kind && tables.inUse(one))))
  if (operation.endsWith('.file') && request && isMarkup(request))
    return asSiteNames(
      used(valuesIn(request, (status) => tables.toSite('cml_order_status', status).outcome === 'mapped')),
      'request',
      tables,
    )
  if (operation.endsWith('.query') && response && isMarkup(response))
    return asOnecNames(
      used(valuesIn(response, (status) => tables.toOnec('cml_order_status', status).outcome === 'mapped')),
      'response',
      tables,
    )
  return []
}
