import type { CmlFaultInfo } from './model.ts'

/** Failures in what is said about goods, prices and stock (commerceml sections 6, 7, 13). */
export const goodsFaults: readonly CmlFaultInfo[] = [
  {
    id: 'F10',
    common: true,
    title: {
      ru: 'Полная выгрузка с отбором удаляет остальные товары',
      en: 'A full export with a filter removes the other goods',
    },
    sides: ['onec'],
    effect: {
      ru: 'Выгружается только часть товаров, но с СодержитТолькоИзменения="false".',
      en: 'Only a part of the goods is exported, but with СодержитТолькоИзменения="false".',
    },
    explanation: {
      ru: '«Полная» означает: товаров, которых нет в файле, больше не существует. Битрикс по умолчанию удаляет их, WooCommerce переносит в корзину. Перед такой выгрузкой проверьте отбор узла; на сайте выберите «деактивировать» или «ничего не делать».',
      en: 'A full export says that goods absent from the file no longer exist. Bitrix deletes them by default, WooCommerce moves them to the bin. Check the filter of the node first; choose to deactivate or to do nothing at the site.',
    },
  },
  {
    id: 'F11',
    common: true,
    title: { ru: 'Цены и остатки молча не загружаются', en: 'Prices and stock are silently not loaded' },
    sides: ['site'],
    effect: {
      ru: 'Файл предложений пропускается, import отвечает success.',
      en: 'The offers file is passed over, import answers success.',
    },
    explanation: {
      ru: '1С считает обмен успешным. Причины на сайте: вид цены не сопоставлен, файл назван иначе, чем ждёт сайт, пространство имён другое, не хватило памяти. Сравните число предложений в файле и загруженных; выбирать разбор нужно по содержимому файла.',
      en: '1C takes the exchange for a success. At the site a price type is not mapped, the file has another name or namespace than expected, or memory ran out. Compare the offers of the file with those loaded; the parser has to be chosen by content.',
    },
  },
  {
    id: 'F12',
    common: true,
    title: { ru: 'Дубли товаров и групп', en: 'Duplicates of goods and groups' },
    sides: ['onec', 'site'],
    effect: {
      ru: '1С: один товар выгружается дважды, и ещё один раз под новым Ид с тем же артикулом. Сайт: внешний код теряется, известный товар заводится заново.',
      en: '1C: an item is exported twice, and once more under a new Ид with the same article. Site: the external code is lost, a known item is created again.',
    },
    explanation: {
      ru: 'Сайты узнают товар по Ид. Если товар в 1С создан заново или внешний код на сайте стёрт, появляется второй товар с тем же артикулом. Верните прежний внешний код; повтор Ид в одном файле должен обновить, а не добавить.',
      en: 'Sites know goods by Ид. When goods were created again in 1C, or the external code was erased at the site, a second item with the same article appears. Restore the external code; an Ид repeated in a file has to update, not to add.',
    },
  },
  {
    id: 'F20',
    common: false,
    title: { ru: 'Простой товар записан как GUID#GUID', en: 'A simple item is written as GUID#GUID' },
    sides: ['site'],
    effect: {
      ru: 'В заказах сайт пишет Ид простого товара с двумя одинаковыми половинами через #.',
      en: 'In orders the site writes the Ид of a simple item with two equal halves parted by #.',
    },
    explanation: {
      ru: 'УТ принимает вторую половину за характеристику и пытается её создать. Сайту нужно писать Ид без #, если у товара нет характеристики; стенд сообщает о совпавших половинах.',
      en: 'УТ takes the second half for a characteristic and tries to create it. The site has to write the Ид without # for goods without characteristic; the bench reports equal halves.',
    },
  },
  {
    id: 'F22',
    common: false,
    title: { ru: 'Пустые и местные числа', en: 'Empty and local numbers' },
    sides: ['onec'],
    effect: {
      ru: 'Часть цен выгружается пустыми, часть в записи «1 234,5», в свойствах встречается «-999 999 999,9».',
      en: 'Some prices are exported empty, some as «1 234,5», properties hold «-999 999 999,9».',
    },
    explanation: {
      ru: 'Сайт должен прочитать число с пробелами и запятой, пустую цену принять за отсутствие цены, а о негодной строке предупредить и продолжить. Если сайт прерывает весь файл, одна цена останавливает обмен.',
      en: 'The site has to read a number with spaces and a comma, to take an empty price for no price, and to warn about a bad row and go on. Where it stops the file, one price stops the exchange.',
    },
  },
  {
    id: 'F26',
    common: false,
    title: { ru: 'Правки на сайте перезаписываются', en: 'Edits made at the site are overwritten' },
    sides: ['onec'],
    effect: {
      ru: 'В каждой выгрузке идут все товары с наименованиями, описаниями и картинками, даже если они не менялись.',
      en: 'Each export has all goods with names, descriptions and pictures, changed or not.',
    },
    explanation: {
      ru: 'Тексты и картинки, поправленные на сайте, заменяются данными 1С. На сайте исключите нужные поля из загрузки; в отчёте об импорте видно, что было и что стало.',
      en: 'Texts and pictures edited at the site are replaced by those of 1C. Exclude the fields from the import at the site; the report of the import shows what was and what is.',
    },
  },
  {
    id: 'F29',
    common: false,
    title: { ru: 'Даты в разных записях', en: 'Dates in various spellings' },
    sides: ['onec', 'site'],
    effect: {
      ru: 'Даты пишутся со смещением, без времени, как 14.05.2024, 0001-01-01 и 01.01.1970.',
      en: 'Dates are written with an offset, without time, as 14.05.2024, 0001-01-01 and 01.01.1970.',
    },
    explanation: {
      ru: 'Получатель должен прочитать все записи, а 0001-01-01 и 01.01.1970 считать пустой датой. Негодная дата — предупреждение о строке, а не отказ от файла.',
      en: 'The receiver has to read all of these, and to take 0001-01-01 and 01.01.1970 for an empty date. A bad date is a warning for the row, no refusal of the file.',
    },
  },
]
