import type { CmlOffer, CmlPrice } from '../model.ts'
import { writeBaseUnit } from './base-unit.ts'
import { currencyOf, openGoods, writeBarcode, writeCharacteristics, writePropertyValues } from './goods.ts'
import type { Pen } from './pen.ts'
import { moneyOf, quantityOf, writeExtra } from './pen.ts'

/** `Предложение` in its three shapes: a whole one, one of changes (section 7.1), one of the split files (section 7.2). */

/** @param short the form of section 7.1: what does not change is left out */
function writePrice(pen: Pen, price: CmlPrice, short: boolean): void {
  const { xml, habits } = pen
  const withUnit = !short && !habits.split
  xml.open('Цена')
  if (!short) xml.optional('Представление', price.text)
  xml.leaf('ИдТипаЦены', price.priceType)
  xml.leaf('ЦенаЗаЕдиницу', moneyOf(price.price))
  xml.optional('Валюта', currencyOf(pen, price.currency))
  if (withUnit && (price.unit.length === 3 || !habits.strictLengths)) xml.optional('Единица', price.unit)
  // Without it a price of ten pieces would become the price of one.
  if (withUnit || price.coefficient !== 1) xml.leaf('Коэффициент', String(price.coefficient))
  xml.close()
}

function writePrices(pen: Pen, prices: CmlOffer['prices'], short: boolean): void {
  pen.xml.list('Цены', prices ?? [], (price) => writePrice(pen, price, short))
}

const totalOf = ({ quantity, stocks }: CmlOffer): number | null =>
  quantity ?? stocks?.find(({ warehouse }) => warehouse === null)?.quantity ?? null

function writeStockAttributes({ xml }: Pen, element: string, stocks: CmlOffer['stocks']): void {
  for (const { warehouse, quantity } of stocks ?? []) {
    if (warehouse === null) continue
    xml.leaf(element, '', { ИдСклада: warehouse, КоличествоНаСкладе: quantityOf(quantity) })
  }
}

function writeRests({ xml }: Pen, { stocks, quantity }: CmlOffer): void {
  const total = quantity === null ? [] : [{ warehouse: null, quantity }]
  xml.list('Остатки', stocks && stocks.length > 0 ? stocks : total, (stock) => {
    xml.open('Остаток')
    if (stock.warehouse === null) xml.leaf('Количество', quantityOf(stock.quantity))
    else {
      xml.open('Склад')
      xml.leaf('Ид', stock.warehouse)
      xml.leaf('Количество', quantityOf(stock.quantity))
      xml.close()
    }
    xml.close()
  })
}

/** A site knows files of prices and of stock by offers that hold nothing else behind `Ид` (section 7.2). */
const isBare = ({ name, version, deleted }: CmlOffer): boolean => name === null && version === '' && !deleted

export function writeOffer(pen: Pen, offer: CmlOffer): void {
  const { xml, habits } = pen
  openGoods(pen, 'Предложение', offer, !(habits.split && isBare(offer)))
  writeBarcode(pen, offer.barcode)
  xml.given('Артикул', offer.article)
  xml.given('Наименование', offer.name)
  if (offer.unit) writeBaseUnit(pen, offer.unit, habits.offerUnitCode ?? offer.unit.code)
  if (habits.offerPictures) for (const picture of offer.pictures ?? []) xml.leaf('Картинка', picture)
  writeCharacteristics(pen, offer.characteristics ?? [])
  writePropertyValues(pen, offer.properties ?? [])
  writePrices(pen, offer.prices, false)
  const total = totalOf(offer)
  if (habits.stocks === 'rests') writeRests(pen, offer)
  else if (total !== null) xml.leaf('Количество', quantityOf(total))
  if (habits.stocks === 'attributes') writeStockAttributes(pen, 'Склад', offer.stocks)
  writeExtra(pen, offer.extra)
  xml.close()
}

/** In `ИзмененияПакетаПредложений` the characteristic stands apart and stock is in `Склады` (section 7.1). */
export function writeChangedOffer(pen: Pen, offer: CmlOffer): void {
  const { xml } = pen
  xml.open('Предложение')
  xml.leaf('Ид', offer.itemId)
  xml.optional('ИдХарактеристики', offer.characteristicId)
  writeStockAttributes(pen, 'Склады', offer.stocks)
  writePrices(pen, offer.prices, true)
  const total = totalOf(offer)
  if (total !== null) xml.leaf('Количество', quantityOf(total))
  xml.close()
}
