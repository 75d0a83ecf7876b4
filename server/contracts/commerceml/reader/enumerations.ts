/** Values that the schema lists (contract section 5). Compared without spaces and letter case, as УТ compares them. */
const plain = (text: string): string => text.replace(/[\s\u00A0]/g, '').toLowerCase()

class Enumeration {
  private readonly known: ReadonlySet<string>
  /** Values seen before: most files repeat a few of them many times. */
  private readonly seen = new Map<string, boolean>()

  constructor(values: readonly string[]) {
    this.known = new Set(values.map(plain))
  }

  has(text: string): boolean {
    const before = this.seen.get(text)
    if (before !== undefined) return before
    const known = this.known.has(plain(text))
    if (known && this.seen.size < 100) this.seen.set(text, known)
    return known
  }
}

export type { Enumeration }

export const states = new Enumeration(['Новый', 'Изменен', 'Изменён', 'Удален', 'Удалён'])
export const roles = new Enumeration([
  'Продавец',
  'Покупатель',
  'Плательщик',
  'Получатель',
  'Комитент',
  'Комиссионер',
  'Лицензиар',
  'Лицензиат',
])
export const valueTypes = new Enumeration(['Строка', 'Число', 'Время', 'Справочник'])
export const operations = new Enumeration([
  'Заказ товара',
  'Счет на оплату',
  'Отпуск товара',
  'Счет-фактура',
  'Возврат товара',
  'Передача товара на комиссию',
  'Возврат комиссионного товара',
  'Отчет о продажах комиссионного товара',
  'Отчет о списании комиссионного товара',
  'Выплата наличных денег',
  'Возврат наличных денег',
  'Выплата безналичных денег',
  'Возврат безналичных денег',
  'Переоценка товаров',
  'Передача прав',
  'Прочие',
  'Эквайринговая операция',
])
export const addressFields = new Enumeration([
  'Почтовый индекс',
  'Страна',
  'Регион',
  'Район',
  'Населенный пункт',
  'Город',
  'Улица',
  'Дом',
  'Корпус',
  'Квартира',
])
export const contactTypes = new Enumeration([
  'Телефон внутренний',
  'Телефон рабочий',
  'Телефон мобильный',
  'Телефон домашний',
  'Пейджер',
  'Факс',
  'Почта',
  'Электронная почта',
  'ICQ',
  'ВебСайт',
  'Координаты на карте',
  'Прочее',
])
