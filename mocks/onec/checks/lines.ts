import { fromThousandths, moneyText, quantityText, thousandths } from '../../../server/contracts/decimal.ts'
import { grossAmount } from '../../../server/contracts/site-orders/arithmetic.ts'
import { MAX_LINE_AMOUNT } from '../allocation.ts'
import { isRetired, type ItemRow } from '../catalogue.ts'
import { missing, when, type Check, type Hit, type OrderFacts } from './check.ts'

/** The lines: items, warehouses, quantities, prices. */

/** One hit for every offer of the order whose item is (not) as the predicate says. */
function offersWhere(
  { envelope, items }: OrderFacts,
  wrong: (item: ItemRow | undefined) => boolean,
  message: (item: ItemRow | undefined) => string,
): Hit[] {
  return envelope.order.products.flatMap(({ offers }, line) =>
    offers.flatMap(({ offer_id }, i) => {
      const item = items.get(offer_id)
      return when(wrong(item), () => ({
        field: `order.products[${line}].offers[${i}].offer_id`,
        value: offer_id,
        message: message(item),
      }))
    }),
  )
}

const unknownItem: Check = {
  code: 'ORD-300',
  stage: 'lines',
  look: (facts) =>
    offersWhere(
      facts,
      (item) => item === undefined,
      () => 'Номенклатура с таким идентификатором не найдена',
    ),
}

const retiredItem: Check = {
  code: 'ORD-301',
  stage: 'lines',
  look: (facts) =>
    offersWhere(
      facts,
      (item) => item !== undefined && isRetired(item),
      (item) => `Номенклатура «${item!.name}» ${item!.deletion_mark ? 'помечена на удаление' : 'в архиве'}`,
    ),
}

const unmappedProduct: Check = {
  code: 'ORD-302',
  stage: 'lines',
  look: ({ envelope }) =>
    envelope.order.products.flatMap(({ tovar_id, offers }, line) =>
      when(offers.length === 0, () => ({
        field: `order.products[${line}].offers`,
        value: tovar_id,
        message: `К товару ${tovar_id} не привязана номенклатура 1С, заказ не проведён`,
      })),
    ),
}

const unknownStorage: Check = {
  code: 'ORD-303',
  stage: 'lines',
  look: ({ values }) => values.storages.flatMap((value) => missing(value, 'Склад не сопоставлен')),
}

const wrongMultiple: Check = {
  code: 'ORD-304',
  stage: 'lines',
  look: ({ envelope, items }) =>
    envelope.order.products.flatMap(({ offers, quantity }, line) => {
      const [item] = offers.flatMap(({ offer_id }) => {
        const found = items.get(offer_id)
        return found && thousandths(quantity) % found.multiple !== 0 ? [found] : []
      })
      return when(item !== undefined, () => ({
        field: `order.products[${line}].quantity`,
        value: String(quantity),
        message: `Количество ${quantityText(thousandths(quantity))} не кратно ${quantityText(item!.multiple)} ${item!.unit} («${item!.name}»)`,
      }))
    }),
}

const hugeAmount: Check = {
  code: 'ORD-304',
  stage: 'lines',
  look: ({ allocation, items }) =>
    allocation.lines.flatMap(({ source, offer_id, quantity }) => {
      const item = items.get(offer_id)
      return when(grossAmount(item?.price ?? 0, quantity) > MAX_LINE_AMOUNT, () => ({
        field: `order.products[${source}].quantity`,
        value: String(fromThousandths(quantity)),
        message: `Количество ${quantityText(quantity)} («${item!.name}») слишком велико: сумма строки больше ${moneyText(MAX_LINE_AMOUNT)} ₽`,
      }))
    }),
}

const shortage: Check = {
  code: 'ORD-305',
  stage: 'lines',
  look: ({ allocation, items, values }) =>
    allocation.shortages.map(({ source, offer_id, missing: lacking }) => ({
      field: `order.products[${source}].quantity`,
      value: String(fromThousandths(lacking)),
      message: `«${items.get(offer_id)?.name ?? offer_id}»: на складе «${values.storages[source]?.element?.name ?? ''}» не хватает ${quantityText(lacking)}`,
    })),
}

const noPrice: Check = {
  code: 'ORD-306',
  stage: 'lines',
  look: ({ allocation, items }) =>
    allocation.lines.flatMap(({ source, offer_id }) => {
      const item = items.get(offer_id)
      return when(item !== undefined && item.price === null, () => ({
        field: `order.products[${source}]`,
        value: offer_id,
        message: `У номенклатуры «${item!.name}» не установлена цена в 1С`,
      }))
    }),
}

const sameItemTwice: Check = {
  code: 'ORD-307',
  stage: 'lines',
  look({ allocation, items }) {
    const firstLine = new Map<string, number>()
    return allocation.lines.flatMap(({ source, offer_id, storage_ref }) => {
      const key = `${offer_id} ${storage_ref}`
      const first = firstLine.get(key) ?? source
      firstLine.set(key, first)
      return when(first !== source, () => ({
        field: `order.products[${source}]`,
        value: offer_id,
        message: `«${items.get(offer_id)?.name ?? offer_id}» уже есть в строке ${first + 1} на том же складе, объедините строки`,
      }))
    })
  },
}

export const lineChecks: readonly Check[] = [
  unknownItem,
  retiredItem,
  unmappedProduct,
  unknownStorage,
  wrongMultiple,
  hugeAmount,
  shortage,
  noPrice,
  sameItemTwice,
]
