import { plainSite } from './common.ts'
import type { CmlSiteProfile } from './model.ts'

/** «1С-Битрикс: Управление сайтом» (sections 3, 8, 10.3, 11.3, 14). */
export const bitrix: CmlSiteProfile = {
  ...plainSite,
  title: { ru: '1С-Битрикс', en: '1C-Bitrix' },
  traits: [
    {
      ru: 'Тексты и заказы в windows-1251, charset указан в Content-Type.',
      en: 'Texts and orders are in windows-1251, the charset is in Content-Type.',
    },
    {
      ru: 'checkauth печатает sessid, для товаров и timestamp; init для товаров без перевода строки в конце.',
      en: 'checkauth prints sessid, and timestamp for goods; init of goods has no line break at the end.',
    },
    {
      ru: 'Проверка источника: после первого верного sessid запросы без него получают failure.',
      en: 'Source check: after the first right sessid, requests without one get failure.',
    },
    {
      ru: 'Импорт по шагам: не меньше десяти ответов progress на файл.',
      en: 'Import by steps: at least ten progress answers a file.',
    },
    {
      ru: 'Ошибки по заказам пишутся сразу за success в той же строке.',
      en: 'Errors of single orders stand right after success on the same line.',
    },
    {
      ru: 'Оплаченный, отгруженный или завершённый заказ 1С изменить не может.',
      en: '1C cannot change an order that is paid, shipped or final.',
    },
  ],
  token: true,
  deactivate: true,
  charset: 'windows-1251',
  textType: 'text/html',
  xmlType: 'application/xml',
  fileLimit: 204_800,
  fileDone: 'success\n',
  steps: {
    before: ['Временные таблицы удалены.', 'Временные таблицы созданы.'],
    after: [
      'Файл импорта прочитан.',
      'Временные таблицы проиндексированы.',
      'Метаданные импортированы успешно.',
      'Группы импортированы.',
      'Деактивация групп завершена.',
      'Обработано {done} из {total} элементов.',
      'Загрузка элементов завершена.',
      'Деактивация элементов завершена.',
    ],
  },
  unpackingTold: true,
  importDone: 'success\nИмпорт успешно завершен.',
  sale: { ...plainSite.sale, successDone: 'success\n', said: 'glued', statusPrefix: true },
}

/** The same before modules that give a version: orders are read when their file arrives (section 3.2). */
export const bitrixLegacySale: CmlSiteProfile = {
  ...bitrix,
  title: { ru: '1С-Битрикс, прежний обмен заказами', en: '1C-Bitrix, the older exchange of orders' },
  traits: [
    {
      ru: 'Файл заказов разбирается сразу в mode=file, если init не передал version; части файла не поддерживаются.',
      en: 'A file of orders is read within mode=file when init gave no version; it cannot come in parts.',
    },
    {
      ru: 'Тексты ошибок идут за success в ответе на file.',
      en: 'Texts of errors follow success in the answer to file.',
    },
    { ru: 'Команду complete не знает.', en: 'It does not know complete.' },
    ...bitrix.traits.slice(0, 4),
  ],
  complete: false,
  sale: { ...bitrix.sale, file: 'legacy', version: '2.05' },
}
