import type { Severity } from '../finding.ts'
import type { Text } from '../text.ts'

/** What a code means and what a person does about it. */
export interface CmlCode {
  code: string
  meaning: Text
  action: Text
}

export interface CmlFindingCode extends CmlCode {
  severity: Severity
}

/** Everything that the reader may say about a file it has read to the end. */
export const cmlFindings = [
  {
    code: 'CML-NO-VERSION',
    severity: 'warning',
    meaning: {
      ru: 'У корня нет атрибута «ВерсияСхемы»',
      en: 'The root has no attribute ВерсияСхемы',
    },
    action: {
      ru: 'Укажите версию схемы: часть сайтов по ней выбирает разбор',
      en: 'State the version of the schema: some sites choose their parser by it',
    },
  },
  {
    code: 'CML-UNKNOWN-VERSION',
    severity: 'warning',
    meaning: {
      ru: 'Версия схемы не из тех, что описаны в разделе 12',
      en: 'The version of the schema is none of section 12',
    },
    action: {
      ru: 'Файл прочитан по его элементам; проверьте, тот ли это обмен',
      en: 'The file is read by its elements; check that this is the right exchange',
    },
  },
  {
    code: 'CML-ENCODING-CLASH',
    severity: 'warning',
    meaning: {
      ru: 'BOM говорит одно, объявление XML — другое',
      en: 'The BOM says one encoding, the XML declaration another',
    },
    action: {
      ru: 'Файл прочитан по BOM; исправьте объявление',
      en: 'The file is read by its BOM; correct the declaration',
    },
  },
  {
    code: 'CML-NO-CLASSIFIER',
    severity: 'info',
    meaning: {
      ru: 'В файле есть товары, но нет классификатора',
      en: 'The file has goods and no classifier',
    },
    action: {
      ru: 'Так устроены порции после первой и раздельные файлы: группы и свойства должны быть загружены раньше',
      en: 'Portions after the first and split files are like that: groups and properties have to be loaded before',
    },
  },
  {
    code: 'CML-HEAD-LATE',
    severity: 'warning',
    meaning: {
      ru: 'Реквизит раздела стоит после его содержимого',
      en: 'A requisite of a section stands after what the section holds',
    },
    action: {
      ru: 'Раздел уже прочитан без него: перенесите реквизит выше',
      en: 'The section has been read without it: move the requisite up',
    },
  },
  {
    code: 'CML-EXTRA',
    severity: 'info',
    meaning: {
      ru: 'Элемент или атрибут, которым программа не пользуется',
      en: 'An element or attribute that the program has no use for',
    },
    action: {
      ru: 'Он сохранён как есть; действий не нужно, если этого и ждали',
      en: 'It is kept as it was; nothing to do when it is expected',
    },
  },
  {
    code: 'CML-REPEATED',
    severity: 'warning',
    meaning: {
      ru: 'Элемент, который бывает один, стоит ещё раз',
      en: 'An element that occurs once stands there again',
    },
    action: {
      ru: 'Взято первое значение, остальные сохранены отдельно',
      en: 'The first value is taken, the others are kept apart',
    },
  },
  {
    code: 'CML-NO-ID',
    severity: 'error',
    meaning: { ru: 'У записи нет «Ид»', en: 'The record has no Ид' },
    action: {
      ru: 'Без идентификатора запись не с чем сопоставить: исправьте выгрузку',
      en: 'Without an identifier it cannot be matched: correct the export',
    },
  },
  {
    code: 'CML-NO-NUMBER',
    severity: 'error',
    meaning: { ru: 'У документа нет «Номер»', en: 'The document has no Номер' },
    action: {
      ru: '1С и сайты ищут заказ по номеру: без него он не найдётся',
      en: '1C and sites look for an order by its number: without one it is not found',
    },
  },
  {
    code: 'CML-DUPLICATE-ID',
    severity: 'warning',
    meaning: {
      ru: 'Идентификатор уже был у записи того же вида в этом файле',
      en: 'A record of the same kind had this identifier in the file before',
    },
    action: {
      ru: 'При загрузке последняя запись заменит первую: найдите, откуда повтор',
      en: 'When loaded the last one replaces the first: find where the repetition comes from',
    },
  },
  {
    code: 'CML-IDS-UNCHECKED',
    severity: 'info',
    meaning: {
      ru: 'Записей больше, чем проверяется на повторы',
      en: 'More records than are checked for repetitions',
    },
    action: {
      ru: 'Дальше этого места повторы идентификаторов не ищутся; на чтение это не влияет',
      en: 'Past this place repeated identifiers are not looked for; reading is not affected',
    },
  },
  {
    code: 'CML-SELF-CHARACTERISTIC',
    severity: 'warning',
    meaning: {
      ru: 'Обе половины идентификатора «товар#характеристика» одинаковы',
      en: 'Both halves of the identifier goods#characteristic are equal',
    },
    action: {
      ru: 'Так пишет сайт для простого товара; УТ попробует создать характеристику',
      en: 'A site writes this for a simple product; 1C will try to create a characteristic',
    },
  },
  {
    code: 'CML-DANGLING-GROUP',
    severity: 'warning',
    meaning: {
      ru: 'Товар называет группу, которой нет в классификаторе этого файла',
      en: 'Goods name a group that the classifier of this file does not have',
    },
    action: { ru: 'Товар сохранён; выгрузите группу', en: 'The goods are kept; export the group' },
  },
  {
    code: 'CML-DANGLING-PROPERTY',
    severity: 'warning',
    meaning: {
      ru: 'Значение свойства, которого нет в классификаторе этого файла',
      en: 'A value of a property that the classifier of this file does not have',
    },
    action: { ru: 'Значение сохранено; выгрузите свойство', en: 'The value is kept; export the property' },
  },
  {
    code: 'CML-DANGLING-PRICE-TYPE',
    severity: 'warning',
    meaning: {
      ru: 'Цена называет тип цены, которого нет среди типов цен этого файла',
      en: 'A price names a price type that is not among those of this file',
    },
    action: { ru: 'Цена сохранена; выгрузите тип цены', en: 'The price is kept; export the price type' },
  },
  {
    code: 'CML-DANGLING-WAREHOUSE',
    severity: 'warning',
    meaning: {
      ru: 'Остаток называет склад, которого нет среди складов этого файла',
      en: 'A stock names a warehouse that is not among those of this file',
    },
    action: { ru: 'Остаток сохранён; выгрузите склад', en: 'The stock is kept; export the warehouse' },
  },
  {
    code: 'CML-NUMBER',
    severity: 'warning',
    meaning: { ru: 'Вместо числа стоит другое', en: 'Something else stands where a number belongs' },
    action: {
      ru: 'Значение пропущено, запись и файл прочитаны дальше',
      en: 'The value is left out, the record and the file are read on',
    },
  },
  {
    code: 'CML-NUMBER-FORM',
    severity: 'info',
    meaning: {
      ru: 'Число записано не по схеме: с пробелами или запятой',
      en: 'A number is not written as the schema says: with spaces or a comma',
    },
    action: {
      ru: 'Прочитано; строгий приёмник может отвергнуть',
      en: 'It is read; a strict receiver may refuse it',
    },
  },
  {
    code: 'CML-ROUNDED',
    severity: 'info',
    meaning: {
      ru: 'Сумма точнее копейки или количество точнее тысячной',
      en: 'Money finer than a kopeck, or a quantity finer than a thousandth',
    },
    action: {
      ru: 'Округлено; сравните суммы документа и строк',
      en: 'It is rounded; compare the sums of document and lines',
    },
  },
  {
    code: 'CML-EMPTY-PRICE',
    severity: 'info',
    meaning: { ru: 'В «Цена» нет числа', en: 'A Цена without a number' },
    action: {
      ru: 'Считается, что цены нет; текст «Представление» сохранён',
      en: 'It counts as no price; the text of Представление is kept',
    },
  },
  {
    code: 'CML-BOOLEAN',
    severity: 'warning',
    meaning: { ru: 'Вместо «true» или «false» стоит другое', en: 'Something else than true or false' },
    action: { ru: 'Значение пропущено', en: 'The value is left out' },
  },
  {
    code: 'CML-BOOLEAN-FORM',
    severity: 'info',
    meaning: { ru: 'Логическое значение записано словом', en: 'A boolean is written in words' },
    action: {
      ru: 'Прочитано; строгий приёмник может отвергнуть',
      en: 'It is read; a strict receiver may refuse it',
    },
  },
  {
    code: 'CML-DATE',
    severity: 'warning',
    meaning: { ru: 'Вместо даты или времени стоит другое', en: 'Something else than a date or a time' },
    action: { ru: 'Сохранено как есть', en: 'It is kept as it was' },
  },
  {
    code: 'CML-DATE-FORM',
    severity: 'info',
    meaning: {
      ru: 'Дата или время записаны не по схеме',
      en: 'A date or a time is not written as the schema says',
    },
    action: {
      ru: 'Понятно и сохранено как есть; строгий приёмник может отвергнуть',
      en: 'It is understood and kept; a strict receiver may refuse it',
    },
  },
  {
    code: 'CML-DATE-EMPTY',
    severity: 'info',
    meaning: {
      ru: 'Пустая дата: 0001-01-01 или 01.01.1970',
      en: 'A blank date: 0001-01-01 or 1 January 1970',
    },
    action: {
      ru: 'Значит, что дата не задана: не переносите её в учёт',
      en: 'It means no date: do not take it over',
    },
  },
  {
    code: 'CML-ENUM',
    severity: 'info',
    meaning: {
      ru: 'Значение не из перечисления схемы (раздел 5)',
      en: 'A value that the enumeration of the schema (section 5) does not have',
    },
    action: {
      ru: 'Сохранено как есть; приёмник может его не понять',
      en: 'It is kept; the receiver may not understand it',
    },
  },
  {
    code: 'CML-CURRENCY',
    severity: 'warning',
    meaning: { ru: 'Неизвестное имя валюты', en: 'A currency of an unknown name' },
    action: {
      ru: 'Сохранено как есть; укажите код из трёх букв',
      en: 'It is kept; state a code of three letters',
    },
  },
  {
    code: 'CML-LENGTH',
    severity: 'warning',
    meaning: {
      ru: 'Значение длиннее или короче, чем разрешает схема (раздел 5)',
      en: 'A value longer or shorter than the schema (section 5) allows',
    },
    action: {
      ru: 'Прочитано целиком; 1С может обрезать или отвергнуть',
      en: 'It is read whole; 1C may cut or refuse it',
    },
  },
  {
    code: 'CML-BARCODE',
    severity: 'info',
    meaning: { ru: 'Штрихкод не из 8–14 знаков', en: 'A barcode not of 8 to 14 characters' },
    action: {
      ru: 'УТ такой штрихкод не выгружает; проверьте его',
      en: 'УТ does not export such a barcode; check it',
    },
  },
  {
    code: 'CML-DOCUMENT-ATTRIBUTES',
    severity: 'warning',
    meaning: {
      ru: 'Реквизиты документа стоят атрибутами, а не элементами',
      en: 'Requisites of a document stand as attributes, not as elements',
    },
    action: {
      ru: 'Сайты такой документ не видят: запишите их элементами',
      en: 'Sites do not see such a document: write them as elements',
    },
  },
  {
    code: 'CML-SUM',
    severity: 'warning',
    meaning: {
      ru: '«Сумма» документа не равна сумме его строк',
      en: 'The Сумма of a document differs from the sum of its lines',
    },
    action: {
      ru: '1С этого не проверяет: сверьте скидки, доставку и округление',
      en: '1C does not check it: look at discounts, delivery and rounding',
    },
  },
] as const satisfies readonly CmlFindingCode[]

export type CmlFindingId = (typeof cmlFindings)[number]['code']

/** Everything for which reading ends: nothing of the file may be applied. */
export const cmlRefusals = [
  {
    code: 'CML-EMPTY',
    meaning: { ru: 'Файл пуст', en: 'The file is empty' },
    action: { ru: 'Повторите выгрузку', en: 'Export it again' },
  },
  {
    code: 'CML-NOT-XML',
    meaning: { ru: 'Файл — не XML', en: 'The file is not XML' },
    action: {
      ru: 'Проверьте, что это выгрузка, а не картинка или неразобранный архив',
      en: 'Check that it is an export, not a picture or a packed archive',
    },
  },
  {
    code: 'CML-NOT-COMMERCEML',
    meaning: {
      ru: 'XML, но не CommerceML: корень не «КоммерческаяИнформация»',
      en: 'XML but not CommerceML: the root is not КоммерческаяИнформация',
    },
    action: { ru: 'Проверьте, тот ли это файл', en: 'Check that this is the right file' },
  },
  {
    code: 'CML-VERSION-1',
    meaning: {
      ru: 'CommerceML 1: данные лежат в атрибутах',
      en: 'CommerceML 1: the data are in attributes',
    },
    action: { ru: 'Выгрузите в CommerceML 2', en: 'Export it as CommerceML 2' },
  },
  {
    code: 'CML-ENCODING',
    meaning: {
      ru: 'Байты не соответствуют кодировке, или кодировка не поддерживается',
      en: 'Bytes that the encoding does not have, or an encoding that is not supported',
    },
    action: { ru: 'Выгрузите в UTF-8 или windows-1251', en: 'Export it in UTF-8 or windows-1251' },
  },
  {
    code: 'CML-MALFORMED',
    meaning: { ru: 'Разметка XML нарушена', en: 'The XML is not well-formed' },
    action: {
      ru: 'Исправьте указанное место; частая причина — & или < в тексте',
      en: 'Correct the place; often it is & or < in a text',
    },
  },
  {
    code: 'CML-CUT',
    meaning: { ru: 'Файл обрывается', en: 'The file breaks off' },
    action: {
      ru: 'Передайте файл ещё раз целиком: потеряна его часть',
      en: 'Send the file again as a whole: a part of it was lost',
    },
  },
  {
    code: 'CML-DTD',
    meaning: {
      ru: 'DOCTYPE или сущность, кроме пяти обычных',
      en: 'A DOCTYPE, or an entity beside the usual five',
    },
    action: {
      ru: 'Уберите DOCTYPE, замените сущность символом',
      en: 'Drop the DOCTYPE, write the character for the entity',
    },
  },
  {
    code: 'CML-TOO-DEEP',
    meaning: { ru: 'Слишком много вложенных элементов', en: 'Too many elements inside each other' },
    action: {
      ru: 'Так не бывает в настоящей выгрузке: проверьте файл',
      en: 'No real export is like that: check the file',
    },
  },
  {
    code: 'CML-TOO-LARGE',
    meaning: {
      ru: 'Текст, атрибут или запись слишком велики',
      en: 'A text, an attribute or a record is too large',
    },
    action: {
      ru: 'Так не бывает в настоящей выгрузке: проверьте файл',
      en: 'No real export is like that: check the file',
    },
  },
] as const satisfies readonly CmlCode[]

export type CmlRefusalId = (typeof cmlRefusals)[number]['code']
