import type { Text } from '../../contracts/text.ts'
import type { DifferenceSection } from './model.ts'
import type { VatMode } from '../model.ts'

/** What a comparison of invoices calls the things that differ. */

export const sectionTitles: Readonly<Record<DifferenceSection, Text>> = {
  header: { ru: 'Шапка', en: 'Header' },
  seller: { ru: 'Продавец', en: 'Seller' },
  buyer: { ru: 'Покупатель', en: 'Buyer' },
  bank: { ru: 'Банк', en: 'Bank' },
  totals: { ru: 'Итоги', en: 'Totals' },
  qr: { ru: 'QR-код', en: 'QR code' },
}

export const fieldLabels = {
  kind: { ru: 'Вид документа', en: 'Document' },
  number: { ru: 'Номер', en: 'Number' },
  date: { ru: 'Дата', en: 'Date' },
  basis: { ru: 'Основание', en: 'Basis' },
  order_number: { ru: 'Номер заказа', en: 'Order number' },
  vat_mode: { ru: 'НДС в ценах', en: 'VAT in the prices' },
  terms: { ru: 'Условия договора', en: 'Terms' },
  name: { ru: 'Наименование', en: 'Name' },
  inn: { ru: 'ИНН', en: 'INN' },
  kpp: { ru: 'КПП', en: 'KPP' },
  address: { ru: 'Адрес', en: 'Address' },
  phone: { ru: 'Телефон', en: 'Phone' },
  bank: { ru: 'Банк', en: 'Bank' },
  bik: { ru: 'БИК', en: 'BIK' },
  payment_account: { ru: 'Расчётный счёт', en: 'Account' },
  correspondent_account: { ru: 'Корр. счёт', en: 'Correspondent account' },
  offer_id: { ru: 'Код товара', en: 'Item id' },
  unit: { ru: 'Единица', en: 'Unit' },
  quantity: { ru: 'Количество', en: 'Quantity' },
  price: { ru: 'Цена', en: 'Price' },
  discount: { ru: 'Скидка', en: 'Discount' },
  sum: { ru: 'Сумма', en: 'Sum' },
  vat_rate: { ru: 'Ставка НДС', en: 'VAT rate' },
  vat: { ru: 'НДС', en: 'VAT' },
  to_pay: { ru: 'Всего к оплате', en: 'To pay' },
  total: { ru: 'Итого', en: 'Total' },
  vat_total: { ru: 'Сумма НДС', en: 'VAT' },
  payment: { ru: 'Строка оплаты', en: 'Payment string' },
  payment_link: { ru: 'Ссылка на оплату', en: 'Payment link' },
  encoding: { ru: 'Кодировка', en: 'Encoding' },
} as const satisfies Record<string, Text>

export const vatModeWords: Readonly<Record<VatMode, Text>> = {
  included: { ru: 'включён', en: 'included' },
  on_top: { ru: 'сверху', en: 'on top' },
  none: { ru: 'без НДС', en: 'none' },
}

export const linesWithoutVat: Text = { ru: 'Строки без НДС', en: 'Lines without VAT' }

export const present: Text = { ru: 'есть', en: 'there' }

export const vatAtRate = (rate: string): Text => ({ ru: `НДС ${rate}`, en: `VAT ${rate}` })

/** Fields of the payment string that invoices have; any other goes by its key. */
const qrLabels: Readonly<Record<string, Text>> = {
  Name: { ru: 'Получатель', en: 'Payee' },
  PersonalAcc: fieldLabels.payment_account,
  BankName: fieldLabels.bank,
  BIC: fieldLabels.bik,
  CorrespAcc: fieldLabels.correspondent_account,
  Sum: fieldLabels.sum,
  Purpose: { ru: 'Назначение платежа', en: 'Purpose' },
  PayeeINN: { ru: 'ИНН получателя', en: 'INN of the payee' },
  KPP: fieldLabels.kpp,
  PayerINN: { ru: 'ИНН плательщика', en: 'INN of the payer' },
  DocNo: { ru: 'Номер документа', en: 'Document number' },
  DocDate: { ru: 'Дата документа', en: 'Document date' },
  LastName: { ru: 'Фамилия', en: 'Last name' },
  FirstName: { ru: 'Имя', en: 'First name' },
  MiddleName: { ru: 'Отчество', en: 'Middle name' },
  PayerAddress: { ru: 'Адрес плательщика', en: 'Address of the payer' },
  Phone: fieldLabels.phone,
  PaymTerm: { ru: 'Срок платежа', en: 'Payment term' },
}

export const qrLabel = (key: string): Text => qrLabels[key] ?? { ru: key, en: key }
