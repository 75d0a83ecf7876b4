import type { Text } from '../contracts/text.ts'
import { requisiteTexts } from '../contracts/requisites.ts'
import type { RequisiteCode } from '../contracts/requisites.ts'
import type { InvoiceCheck } from './model.ts'

type Severity = InvoiceCheck['severity']

const error = (ru: string, en: string) => ({ severity: 'error' as Severity, ru, en })
const warning = (ru: string, en: string) => ({ severity: 'warning' as Severity, ru, en })
const hint = (ru: string, en: string) => ({ severity: 'hint' as Severity, ru, en })
const ok = (ru: string, en: string) => ({ severity: 'ok' as Severity, ru, en })

/**
 * Every check of the invoice with its weight and its sentence; `{key}` is the field of the payment string in its standard
 * spelling. Requisites have their sentences in the contract.
 */
const rules = {
  // The header of the payment string: the string is refused and no picture is drawn (I-01).
  'not-st': error(
    'Строка оплаты не начинается с ST: это не строка по ГОСТ Р 56042-2014, QR-код не рисуется',
    'The payment string does not begin with ST: it is not of ГОСТ Р 56042-2014, no QR code is drawn',
  ),
  version: error(
    'Версия строки оплаты не 0001: QR-код не рисуется. 1С должна прислать ST00012…',
    'The version of the payment string is not 0001: no QR code is drawn. 1C has to send ST00012…',
  ),
  encoding: error(
    'Цифра кодировки должна быть 1 (windows-1251), 2 (UTF-8) или 3 (KOI8-R): QR-код не рисуется',
    'The encoding digit must be 1 (windows-1251), 2 (UTF-8) or 3 (KOI8-R): no QR code is drawn',
  ),
  'header-short': error(
    'Заголовок строки оплаты короче 8 знаков: нет разделителя полей, QR-код не рисуется',
    'The header of the payment string is shorter than 8 characters: no separator, no QR code is drawn',
  ),
  separator: error(
    'Восьмой знак строки оплаты должен быть разделителем полей, например |: QR-код не рисуется',
    'The eighth character of the payment string must be a separator, for instance |: no QR code is drawn',
  ),
  'qr-too-long': error(
    'Строка оплаты не помещается ни в один QR-код: сократите назначение платежа',
    'The payment string fits no QR code: shorten the purpose',
  ),
  'not-encodable': error(
    'В строке оплаты есть знаки, которых нет в её кодировке: используйте ST00012 (UTF-8)',
    'The payment string has characters that its encoding lacks: use ST00012 (UTF-8)',
  ),

  // The string as a whole.
  bom: warning(
    'Перед строкой оплаты стоит метка порядка байтов: она отброшена',
    'A byte order mark stands before the payment string: it was dropped',
  ),
  'trailing-separator': warning(
    'Строка оплаты кончается разделителем: он не нужен',
    'The payment string ends with a separator: it is not needed',
  ),
  'no-equals': warning(
    'В строке оплаты есть часть без знака «=»: она пропущена',
    'A part of the payment string has no “=”: it was passed over',
  ),
  'no-key': warning(
    'В строке оплаты есть значение без имени поля: оно пропущено',
    'A value of the payment string has no key: it was passed over',
  ),
  order: warning(
    'Обязательные поля должны идти первыми: Name, PersonalAcc, BankName, BIC, CorrespAcc',
    'The mandatory fields come first: Name, PersonalAcc, BankName, BIC, CorrespAcc',
  ),
  'mandatory-bytes': warning(
    'Обязательные поля занимают больше 300 байт: сократите имя получателя или банка',
    'The mandatory fields take more than 300 bytes: shorten the name of the payee or of the bank',
  ),
  'encoding-repaired': warning(
    'Строка оплаты была прочитана как latin-1 и восстановлена по цифре кодировки',
    'The payment string had been read as latin-1 and was repaired by its encoding digit',
  ),
  'encoding-mismatch': warning(
    'Цифра кодировки обещает не UTF-8, а байты — UTF-8: строка прочитана как UTF-8',
    'The encoding digit promises another encoding than the UTF-8 of the bytes: read as UTF-8',
  ),
  'separator-replaced': warning(
    'Все разделители заняты знаками значений: «|» в значениях заменён пробелом',
    'The values use up every separator: “|” in the values became a space',
  ),
  'qr-too-dense': warning(
    'QR-код слишком плотный для печати: сократите назначение платежа или используйте ST00011',
    'The QR code is too dense for print: shorten the purpose or use ST00011',
  ),

  // One field of the string.
  whitespace: warning(
    'Вокруг имени или значения поля стоят пробелы или переводы строк: они отброшены',
    'Spaces or line ends stand around the key or the value: they were dropped',
  ),
  'key-case': warning('Имя поля пишется {key}', 'The key is spelled {key}'),
  'key-homoglyph': warning(
    'В имени поля {key} русские буквы вместо латинских: банк его не узнает',
    'The key {key} has Cyrillic letters in place of Latin ones: a bank will not know it',
  ),
  'unknown-key': warning(
    'Поля {key} нет в стандарте: банки его не читают',
    'The standard has no field {key}: banks pass over it',
  ),
  'duplicate-key': warning(
    'Поле {key} повторяется: взято первое значение',
    'The field {key} is repeated: its first value is taken',
  ),
  'empty-value': warning('Поле {key} пустое', 'The field {key} is empty'),
  missing: warning('Нет обязательного поля {key}', 'The mandatory field {key} is missing'),
  'too-long': warning(
    'Поле {key} длиннее, чем разрешает стандарт',
    'The field {key} is longer than the standard allows',
  ),
  truncated: warning(
    'Поле {key} сокращено до предела стандарта',
    'The field {key} was cut to the limit of the standard',
  ),
  mangled: warning(
    'Часть знаков поля испорчена кодировкой: исправьте значение в 1С',
    'Some characters of the field were broken by an encoding: correct the value in 1C',
  ),
  'sum-format': warning(
    'Сумма записывается в копейках цифрами, не больше 18 знаков',
    'The sum is written in kopecks, digits only, at most 18',
  ),
  'date-format': warning(
    'Дата поля {key} записывается ДД.ММ.ГГГГ',
    'The date of {key} is written DD.MM.YYYY',
  ),
  techcode: warning(
    'Технический код — две цифры от 01 до 15',
    'The technical code is two digits from 01 to 15',
  ),

  // The string against the order and the invoice.
  'W-QR-FORMAT': warning(
    'В order_QRCode не строка оплаты ST0001…: значение сохранено, QR-код не рисуется',
    'order_QRCode is not a payment string ST0001…: the value is kept, no QR code is drawn',
  ),
  'qr-absent': hint(
    'В документе нет строки оплаты (в заказе из 1С — order_QRCode): счёт без QR-кода',
    'The document has no payment string (order_QRCode of an order of 1C): the invoice has no QR code',
  ),
  'qr-link': hint(
    'В order_QRCode ссылка на оплату, а не строка по ГОСТ: показана ссылкой, QR-код не рисуется',
    'order_QRCode is a link to a payment page, not a string of the standard: shown as a link, no QR code is drawn',
  ),
  'qr-for-company': hint(
    'Покупатель — организация, а стандарт QR-кода рассчитан на платежи физических лиц и ИП',
    'The buyer is a company, and the standard of the QR code is for payments by persons and sole proprietors',
  ),
  'sum-absent': hint(
    'В QR-коде нет суммы: покупатель введёт её сам',
    'The QR code has no sum: the buyer will type it in',
  ),
  'sum-differs': warning(
    'Сумма в QR-коде не равна сумме счёта',
    'The sum of the QR code is not the total of the invoice',
  ),
  'sum-in-roubles': warning(
    'Сумма в QR-коде записана в рублях, а банк прочитает её как копейки: покупатель заплатит 1 % счёта',
    'The sum of the QR code is in roubles, a bank reads kopecks: the buyer would pay 1 % of the invoice',
  ),
  'requisite-differs': warning(
    'Значение {key} в QR-коде и реквизит поставщика в заказе различаются',
    'The {key} of the QR code differs from the seller of the order',
  ),
  'purpose-number-differs': warning(
    'В назначении платежа номер другого заказа',
    'The purpose names the number of another order',
  ),

  // The seller, the buyer and the header.
  'seller-missing': warning(
    'Поставщик неизвестен: в документе нет ни его реквизитов, ни строки оплаты',
    'The seller is unknown: the document has neither its requisites nor a payment string',
  ),
  'bank-missing': warning(
    'Расчётного счёта поставщика в документе нет: по этому счёту нельзя заплатить',
    'The document has no account of the seller: this invoice cannot be paid',
  ),
  'account-currency': hint(
    'Валюта счёта (знаки 6–8) не 810: для рублёвого счёта ожидается 810',
    'The currency of the account (characters 6–8) is not 810, which a rouble account has',
  ),
  'account-balance': hint(
    'Счёт организации обычно начинается с 40702 или 40703, счёт ИП — с 40802',
    'The account of a company usually begins with 40702 or 40703, of a sole proprietor with 40802',
  ),
  'kpp-office-differs': hint(
    'КПП выдан другой налоговой инспекцией, чем ИНН: так бывает, но стоит проверить',
    'The KPP is from another tax office than the INN: it happens, but is worth a look',
  ),
  'W-PAYNUM-LOOKS-LIKE-ACCOUNT': warning(
    'Вместо номера счёта на оплату прислан номер банковского счёта: заголовок составлен по номеру заказа',
    'A bank account came instead of the number of the invoice: the title is made of the order number',
  ),
  'payment-number-absent': hint(
    '1С не прислала номер счёта (order_number_payment): заголовок составлен по номеру заказа',
    '1C sent no number of the invoice (order_number_payment): the title is made of the order number',
  ),

  // Lines and totals.
  'name-from-catalogue': hint(
    '1С не прислала название товара: взято из каталога сайта',
    '1C sent no name of the item: taken from the catalogue of the site',
  ),
  'name-missing': warning(
    'Название товара неизвестно: напечатан его идентификатор',
    'The name of the item is unknown: its id is printed',
  ),
  'row-arithmetic': warning(
    'Количество × цена − скидка не равно сумме строки: напечатана сумма из документа',
    'Quantity × price − discount is not the sum of the line: the sum of the document is printed',
  ),
  'row-vat': warning(
    'НДС строки не сходится с её суммой и ставкой: напечатан НДС из документа',
    'The VAT of the line does not follow from its sum and rate: the VAT of the document is printed',
  ),
  rounding: hint(
    'Значение строки отличается от вычисленного в пределах округления: напечатано значение документа',
    'A figure of the line differs from the computed one by a rounding: that of the document is printed',
  ),
  'document-total-differs': warning(
    'Сумма документа не равна сумме его строк: напечатана сумма строк',
    'The sum of the document is not the sum of its lines: the sum of the lines is printed',
  ),
  'document-vat-differs': warning(
    'НДС документа не равен сумме НДС его строк: напечатана сумма строк',
    'The VAT of the document is not the VAT of its lines: the sum of the lines is printed',
  ),
  'document-discount-differs': hint(
    'Скидка документа не равна сумме скидок его строк',
    'The discount of the document is not the sum of the discounts of its lines',
  ),
  'vat-rate-assumed': hint(
    'В документе нет ставки НДС: взята основная ставка на его дату',
    'The document states no VAT rate: the main rate of its date is taken',
  ),
  'vat-mode-mixed': warning(
    'У строк документа разные способы учёта НДС: счёт составлен как у первой строки',
    'The lines of the document account for VAT in different ways: the invoice follows the first line',
  ),
  'figure-missing': warning(
    'В строке нет количества или цены: взято по её сумме',
    'The line has no quantity or price: taken from its sum',
  ),
  'currency-other': warning(
    'Валюта документа не рубль: счёт печатается в рублях без пересчёта',
    'The currency of the document is not the rouble: the invoice is printed in roubles without conversion',
  ),
  'total-vat-differs': hint(
    'НДС от общей суммы не равен сумме НДС по строкам: напечатана сумма строк, как в 1С',
    'VAT of the total is not the sum of the VAT of the lines: the sum of the lines is printed, as 1C does',
  ),
  'vat-rate-date': hint(
    'Этой ставки НДС не было на дату документа',
    'This VAT rate did not exist on the date of the document',
  ),
  'vat-rate-unknown': warning(
    'Неизвестная ставка НДС: НДС строки не проверен',
    'Unknown VAT rate: the VAT of the line is not checked',
  ),

  // What holds.
  length: ok('Длина в пределах стандарта', 'The length is within the standard'),
  form: ok('Записано по форме', 'Written in the right form'),
  'key-holds': ok('Контрольный ключ сходится', 'The check key holds'),
  'sum-equals-total': ok('Сумма равна сумме счёта', 'The sum is the total of the invoice'),
} satisfies Record<string, Text & { severity: Severity }>

export type CheckCode = keyof typeof rules | RequisiteCode

export interface CheckDetail {
  /** Key of the payment string that the code is about; it becomes a part of the code. */
  key?: string
  value?: string
  expected?: string
}

function ruleOf(code: CheckCode): Text & { severity: Severity } {
  return code in rules
    ? rules[code as keyof typeof rules]
    : { severity: 'warning', ...requisiteTexts[code as RequisiteCode] }
}

/** A check with the sentence of its code; `check('missing', 'qr', { key: 'BIC' })` has the code `missing:BIC`. */
export function check(
  code: CheckCode,
  field: string,
  { key, value, expected }: CheckDetail = {},
): InvoiceCheck {
  const rule = ruleOf(code)
  const named = (text: string) => (key === undefined ? text : text.replaceAll('{key}', () => key))
  return {
    code: key === undefined ? code : `${code}:${key}`,
    field,
    severity: rule.severity,
    message: { ru: named(rule.ru), en: named(rule.en) },
    ...(value !== undefined && { value }),
    ...(expected !== undefined && { expected }),
  }
}
