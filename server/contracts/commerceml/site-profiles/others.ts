import { plainSite } from './common.ts'
import type { CmlSiteProfile } from './model.ts'

/** «umi» (sections 3.2, 14). */
export const umi: CmlSiteProfile = {
  ...plainSite,
  title: { ru: 'UMI.CMS', en: 'UMI.CMS' },
  traits: [
    {
      ru: 'Адреса /admin/exchange/auto/ и /admin/exchange/autoimport/.',
      en: 'Addresses /admin/exchange/auto/ and /admin/exchange/autoimport/.',
    },
    {
      ru: 'Уходят только заказы с признаком «Выгружать заказ в 1С при следующем сеансе связи», признак снимает success.',
      en: 'Only orders flagged for the next exchange go out; success clears the flag.',
    },
    { ru: 'UTF-8, версия заказов 2.05.', en: 'UTF-8, orders of version 2.05.' },
  ],
  sale: { ...plainSite.sale, info: false, version: '2.05' },
}

/** «woocommerce-1c» (sections 2.5, 3.2, 4.3, 11.3, 14). */
export const woocommerce: CmlSiteProfile = {
  ...plainSite,
  title: { ru: 'WooCommerce (woocommerce-1c)', en: 'WooCommerce (woocommerce-1c)' },
  traits: [
    {
      ru: 'BOM перед каждым ответом, и перед success.',
      en: 'A BOM in front of every answer, success included.',
    },
    { ru: 'Вместо failure ответ «Error: …».', en: 'Answers «Error: …» in place of failure.' },
    {
      ru: 'Знает только файлы import…, offers… и orders…; после распаковки отвечает progress.',
      en: 'It knows files import…, offers… and orders… only; after unpacking it answers progress.',
    },
    {
      ru: 'Часть, что начинается с <?xml, начинает файл заново.',
      en: 'A part that begins with <?xml starts the file anew.',
    },
    {
      ru: 'Заказ уходит один раз; неизвестный номер из 1С создаёт новый заказ; заказы разбираются в mode=file.',
      en: 'An order goes out once; an unknown number of 1C makes a new order; orders are read within mode=file.',
    },
    {
      ru: 'У всех покупателей без учётной записи один Ид.',
      en: 'All buyers without an account have one Ид.',
    },
  ],
  language: 'en',
  bom: 'always',
  fileLimit: 10_000_000,
  restartsAtXml: true,
  failureForm: 'text',
  unknownMode: { status: 200, body: 'Error: unknown mode.' },
  complete: false,
  names: { pattern: /^(?:import|offers|orders)/i, others: 'failure' },
  unpackingTold: true,
  sale: {
    ...plainSite.sale,
    info: false,
    file: 'at-once',
    selects: 'untaken',
    version: '2.05',
    unknown: 'create',
    locks: false,
    said: 'nothing',
    buyer: 'guest',
    statuses: {
      N: { id: 'on-hold', name: 'On hold' },
      P: { id: 'processing', name: 'Processing' },
      S: { id: 'shipped', name: 'Shipped' },
      F: { id: 'completed', name: 'Completed' },
      C: { id: 'cancelled', name: 'Cancelled' },
    },
  },
}

/** «exchange1c» for OpenCart (section 14). */
export const opencart: CmlSiteProfile = {
  ...plainSite,
  title: { ru: 'OpenCart (exchange1c)', en: 'OpenCart (exchange1c)' },
  traits: [
    { ru: 'Cookie называется key.', en: 'The cookie is named key.' },
    { ru: 'init кончается переводом строки.', en: 'init ends with a line break.' },
    {
      ru: 'Без архивов первая строка init: zip-no.',
      en: 'Without archives the first line of init is zip-no.',
    },
    { ru: 'Тексты на английском.', en: 'Texts are in English.' },
  ],
  language: 'en',
  cookie: 'key',
  noZip: 'zip-no',
  initEnd: '\n',
  unknownMode: { status: 200, body: 'failure\nUnknown command.' },
  complete: false,
  sale: { ...plainSite.sale, info: false, version: '2.05', locks: false },
}

/** «Simpla» (sections 2.5, 3.2, 11.3, 14). */
export const simpla: CmlSiteProfile = {
  ...plainSite,
  title: { ru: 'Simpla', en: 'Simpla' },
  traits: [
    {
      ru: 'Имя и пароль проверяет веб-сервер при каждом запросе: 401 и страница HTML.',
      en: 'The web server checks name and password at each request: 401 and an HTML page.',
    },
    { ru: 'Заказы в UTF-8 с BOM.', en: 'Orders are UTF-8 with a BOM.' },
    {
      ru: 'Пустой ответ на success, на import заказов и на import любых файлов, кроме import.xml и offers.xml.',
      en: 'An empty answer to success, to import of orders, and to import of files other than import.xml and offers.xml.',
    },
    {
      ru: 'Заказы разбираются в mode=file; неизвестный номер создаёт заказ; статус выводится из Проведен и ПометкаУдаления.',
      en: 'Orders are read within mode=file; an unknown number makes an order; the status follows Проведен and ПометкаУдаления.',
    },
  ],
  access: 'account',
  denied: { status: 401, body: 'page' },
  bom: 'xml',
  unknownMode: { status: 200, body: '' },
  complete: false,
  names: { pattern: /^(?:import|offers)\.xml$/, others: 'empty' },
  sale: {
    ...plainSite.sale,
    info: false,
    file: 'at-once',
    import: 'empty',
    successDone: '',
    version: '2.04',
    unknown: 'create',
    locks: false,
    said: 'nothing',
    buyer: 'name',
    statuses: {
      N: { id: '0', name: 'Новый' },
      P: { id: '1', name: 'Принят' },
      S: { id: '1', name: 'Принят' },
      F: { id: '2', name: 'Выполнен' },
      C: { id: '3', name: 'Удалён' },
    },
  },
}

/** «django-cml» (sections 2.2, 3.1, 3.2, 14). */
export const djangoCml: CmlSiteProfile = {
  ...plainSite,
  title: { ru: 'django-cml', en: 'django-cml' },
  traits: [
    { ru: 'checkauth печатает одну строку, без cookie.', en: 'checkauth prints one line, without a cookie.' },
    {
      ru: 'Имя и пароль нужны при каждом запросе; без них 401 с пустым телом.',
      en: 'Name and password are wanted at each request; without them 401 with an empty body.',
    },
    {
      ru: 'Каждая часть заменяет файл целиком, поэтому большие файлы доходят обрезанными.',
      en: 'Each part replaces the file, so that large files arrive truncated.',
    },
    {
      ru: 'Файл, который не читается, получает success, и из него ничего не загружается.',
      en: 'A file that cannot be read gets success, and nothing of it is imported.',
    },
    {
      ru: 'import заказов, complete и deactivate: 404.',
      en: 'import of orders, complete and deactivate: 404.',
    },
  ],
  language: 'en',
  cookie: null,
  access: 'account',
  denied: { status: 401, body: 'empty' },
  zip: false,
  parts: 'overwrite',
  unknownMode: { status: 404, body: '<h1>Not Found</h1>' },
  complete: false,
  swallowsErrors: true,
  sale: { ...plainSite.sale, info: false, import: 'missing', version: '2.05', locks: false },
}

/** «exchange1c» for PHP frameworks (sections 2.3, 14). */
export const phpExchange: CmlSiteProfile = {
  ...plainSite,
  title: { ru: 'exchange1c (PHP)', en: 'exchange1c (PHP)' },
  traits: [
    { ru: 'Неудача: HTTP 500, текст в теле.', en: 'A failure is HTTP 500 with the text in the body.' },
    { ru: 'После success идут дополнительные строки.', en: 'Further lines follow success.' },
    { ru: 'Обмена заказами нет.', en: 'There is no exchange of orders.' },
  ],
  language: 'en',
  denied: { status: 500, body: 'failure' },
  fileDone: 'success\nfile={name}\nbytes={bytes}',
  failureStatus: 500,
  unknownMode: { status: 500, body: 'failure\nUnknown command.' },
  complete: false,
  sale: { ...plainSite.sale, known: false },
}

/** Hosted shops and whatever keeps to the letter of the protocol (sections 14, 17.10). */
export const minimal: CmlSiteProfile = {
  ...plainSite,
  traits: [
    {
      ru: 'Три строки checkauth, две строки init, success: не больше, чем требует протокол.',
      en: 'Three lines of checkauth, two of init, success: no more than the protocol asks for.',
    },
    { ru: 'UTF-8, без BOM.', en: 'UTF-8 without a BOM.' },
    {
      ru: 'Причины отказов по заказам стоят строками после success.',
      en: 'Reasons for refused orders stand on lines after success.',
    },
  ],
}
