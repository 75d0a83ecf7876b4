import type { CmlOffer, CmlPrice } from '../model.ts'
import { QUANTITY_SCALE } from '../values.ts'
import { states } from './enumerations.ts'
import { readStateAttribute } from './item.ts'
import { attributeOf, trimmed, type CmlNode } from './node.ts'
import { readCharacteristics, readPropertyValues, readUnit } from './parts.ts'
import type { CmlReferences } from './references.ts'
import { lengths, type CmlScope } from './scope.ts'

/** `Предложение` of a package (contract sections 7, 7.1, 7.2). What was not there is `null`. */
export function readOffer(node: CmlNode, scope: CmlScope, references: CmlReferences): CmlOffer {
  const offer: CmlOffer = {
    kind: 'offer',
    place: { line: node.line, column: node.column },
    id: '',
    itemId: '',
    characteristicId: null,
    article: null,
    name: null,
    barcode: null,
    unit: null,
    characteristics: null,
    properties: null,
    pictures: null,
    prices: null,
    quantity: null,
    stocks: null,
    deleted: false,
    version: '',
  }
  let characteristic = ''
  if (node.attributes !== null) readStateAttribute(node, scope, offer)
  for (let child = node.first; child !== null; child = child.next) {
    switch (child.name) {
      case 'Ид':
        offer.id = scope.once(offer.id, child, lengths.goodsId)
        break
      case 'ИдХарактеристики':
        characteristic = scope.once(characteristic, child)
        break
      case 'Артикул':
        offer.article = scope.optional(offer.article, child)
        break
      case 'Наименование':
        offer.name = scope.optional(offer.name, child)
        break
      case 'Штрихкод':
      case 'ШтрихКод':
        if (offer.barcode === null) offer.barcode = scope.barcode(child)
        else scope.repeated(child)
        break
      case 'БазоваяЕдиница':
        if (offer.unit === null) offer.unit = readUnit(child, scope)
        else scope.repeated(child)
        break
      case 'Цены':
        readPrices(child, scope, references, (offer.prices ??= []))
        break
      case 'Количество':
        if (offer.quantity === null) offer.quantity = scope.quantity(child)
        else scope.repeated(child)
        break
      case 'Склад':
      case 'Склады':
      case 'Остатки':
        readStocks(child, scope, references, (offer.stocks ??= []))
        break
      case 'ХарактеристикиТовара':
        readCharacteristics(child, scope, (offer.characteristics ??= []))
        break
      case 'ЗначенияСвойств':
        offer.properties ??= []
        offer.properties.push(
          ...readPropertyValues(child, scope, (id, place) => references.use('property', id, place, scope.id)),
        )
        break
      case 'Картинка': {
        const path = scope.text(child, lengths.picture)
        offer.pictures ??= []
        if (path !== '') offer.pictures.push(path)
        break
      }
      case 'НомерВерсии':
        offer.version = scope.once(offer.version, child)
        break
      case 'ПометкаУдаления':
        offer.deleted = scope.boolean(child) === true || offer.deleted
        break
      case 'Статус':
        offer.deleted = scope.isDeletedState(child, scope.text(child), states) || offer.deleted
        break
      default:
        scope.unknown(child)
    }
  }
  identify(offer, characteristic)
  if (offer.characteristicId !== null && offer.characteristicId === offer.itemId) {
    scope.note('CML-SELF-CHARACTERISTIC', node, () => ({
      ru: 'Обе половины «Ид» предложения одинаковы: характеристики у товара нет, а 1С попробует её создать',
      en: 'Both halves of the Ид of the offer are equal: there is no characteristic, yet 1C will try to create one',
      value: offer.id,
    }))
  }
  if (scope.extra !== null) offer.extra = scope.extra
  return offer
}

/** Takes the identifier apart, or puts it together with `ИдХарактеристики` (section 7.1). */
function identify(offer: CmlOffer, characteristic: string): void {
  const hash = offer.id.indexOf('#')
  if (hash < 0) {
    offer.itemId = offer.id
    if (characteristic === '') return
    offer.characteristicId = characteristic
    offer.id = `${offer.id}#${characteristic}`
  } else {
    offer.itemId = offer.id.slice(0, hash)
    offer.characteristicId = offer.id.slice(hash + 1) || characteristic || null
    if (hash + 1 === offer.id.length && characteristic !== '') offer.id += characteristic
  }
}

function readPrices(node: CmlNode, scope: CmlScope, references: CmlReferences, prices: CmlPrice[]): void {
  scope.path = 'Цены/'
  for (let child = node.first; child !== null; child = child.next) {
    if (child.name === 'Цена') prices.push(readPrice(child, scope, references))
    else scope.unknown(child)
  }
  scope.path = ''
}

function readPrice(node: CmlNode, scope: CmlScope, references: CmlReferences): CmlPrice {
  const price: CmlPrice = { priceType: '', price: null, text: '', currency: '', unit: '', coefficient: 1 }
  let written = ''
  scope.path = 'Цены/Цена/'
  for (let child = node.first; child !== null; child = child.next) {
    switch (child.name) {
      case 'Представление':
        price.text = scope.once(price.text, child)
        break
      case 'ИдТипаЦены':
        price.priceType = scope.once(price.priceType, child, lengths.id)
        if (price.priceType !== '') references.use('priceType', price.priceType, child, scope.id)
        break
      case 'ЦенаЗаЕдиницу':
        written = trimmed(child.text)
        price.price = scope.money(child)
        break
      case 'Валюта':
        price.currency = scope.currency(price.currency, child)
        break
      case 'Единица':
        if (child.first === null) price.unit = scope.once(price.unit, child)
        else price.unit = readUnit(child, scope).code
        break
      case 'Коэффициент': {
        const coefficient = scope.decimal(child, scope.text(child), COEFFICIENT_SCALE)
        if (coefficient !== null) price.coefficient = coefficient / 10 ** COEFFICIENT_SCALE
        break
      }
      default:
        scope.unknown(child)
    }
  }
  if (written === '') {
    scope.note('CML-EMPTY-PRICE', node, () => ({
      ru: '«ЦенаЗаЕдиницу» пуста: считается, что цены нет',
      en: 'ЦенаЗаЕдиницу is empty: it counts as no price',
      ...(price.text === '' ? {} : { value: price.text }),
    }))
  }
  scope.path = 'Цены/'
  return price
}

/** 1C keeps coefficients with fewer decimals than that. */
const COEFFICIENT_SCALE = 6

type Stock = NonNullable<CmlOffer['stocks']>[number]

/** `Склад`, `Склады` with attributes, `Склады/Склад`, `Остатки/Остаток` with or without a warehouse. */
function readStocks(node: CmlNode, scope: CmlScope, references: CmlReferences, stocks: Stock[]): void {
  const outer = scope.path
  if (node.name === 'Склад' || attributeOf(node, 'ИдСклада') !== null) {
    readStock(node, scope, references, stocks)
    return
  }
  scope.path = `${outer}${node.name}/`
  scope.unknownAttributes(node)
  for (let child = node.first; child !== null; child = child.next) {
    if (child.name === 'Остаток') readStocks(child, scope, references, stocks)
    else if (child.name === 'Склад') readStock(child, scope, references, stocks)
    else if (child.name === 'Количество' && node.name !== 'Склады') {
      const quantity = scope.quantity(child)
      if (quantity !== null) stocks.push({ warehouse: null, quantity })
    } else scope.unknown(child)
  }
  scope.path = outer
}

function readStock(node: CmlNode, scope: CmlScope, references: CmlReferences, stocks: Stock[]): void {
  const outer = scope.path
  scope.path = `${outer}${node.name}/`
  let warehouse = trimmed(attributeOf(node, 'ИдСклада') ?? '')
  const written = attributeOf(node, 'КоличествоНаСкладе')
  let quantity =
    written === null ? null : scope.decimal(node, trimmed(written), QUANTITY_SCALE, '@КоличествоНаСкладе')
  if (node.attributes !== null) {
    scope.unknownAttributes(node, scope.path, 'ИдСклада', 'КоличествоНаСкладе')
  }
  for (let child = node.first; child !== null; child = child.next) {
    if (child.name === 'Ид' || child.name === 'ИдСклада') warehouse = scope.once(warehouse, child, lengths.id)
    else if (child.name === 'Количество' || child.name === 'КоличествоНаСкладе') {
      if (quantity === null) quantity = scope.quantity(child)
      else scope.repeated(child)
    } else scope.unknown(child)
  }
  scope.path = outer
  if (warehouse !== '') references.use('warehouse', warehouse, node, scope.id)
  if (quantity !== null) stocks.push({ warehouse: warehouse === '' ? null : warehouse, quantity })
}
