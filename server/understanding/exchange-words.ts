import type { Text } from '../contracts/text.ts'

/** Codes that are neither of a contract with bodies nor of the wire: the dialogue of CommerceML, statements, files. */
export interface ExchangeWords {
  contract: string | null
  meaning: Text
  peer: Text
  todo: Text
  retryable: boolean
}

type Pair = readonly [ru: string, en: string]

const text = ([ru, en]: Pair): Text => ({ ru, en })

const row =
  (contract: string | null, peer: Pair, retryable: boolean) =>
  (meaning: Pair, todo: Pair): ExchangeWords => ({
    contract,
    meaning: text(meaning),
    peer: text(peer),
    todo: text(todo),
    retryable,
  })

const dialogue = 'commerceml/2'
/** Section 3 of CommerceML: `failure` ends the session of 1C. */
const failed = row(
  dialogue,
  [
    '1С пишет ответ в журнал регистрации и прекращает сеанс обмена; начинает заново по расписанию.',
    '1C writes the answer to its event log and ends the session; it begins anew by its schedule.',
  ],
  false,
)
const repeated = row(
  dialogue,
  [
    '1С прекращает сеанс; следующий по расписанию обычно проходит.',
    '1C ends the session; the next one by the schedule mostly passes.',
  ],
  true,
)
const noted = row(
  dialogue,
  ['Обмен идёт дальше, остальное принято.', 'The exchange goes on, the rest is taken.'],
  false,
)
const statement = row(
  'bank',
  [
    'Загрузка выписки пропускает то, что не прочитано; остальные платежи принимаются.',
    'Loading leaves out what was not read; the other payments are taken.',
  ],
  false,
)
const refused = row(
  'bank',
  ['Выписка не загружается целиком.', 'The statement as a whole is not loaded.'],
  false,
)
const file = row(null, ['Проверка дальше не идёт.', 'The check goes no further.'], false)

const againFromBank: Pair = [
  'Получите файл в банке заново или внесите платёж вручную.',
  'Get the file from the bank again or enter the payment by hand.',
]

const rows: Readonly<Record<string, ExchangeWords>> = {
  'CML-AUTH': failed(
    ['Сайт не принял имя или пароль.', 'The site did not take the name or the password.'],
    [
      'Проверьте учётную запись в узле обмена и её права на сайте; на CGI до PHP часто не доходит заголовок Authorization.',
      'Check the account in the exchange node and its rights on the site; under CGI PHP often does not get the Authorization header.',
    ],
  ),
  'CML-SESSION': failed(
    [
      'Сайт не узнал сеанс: cookie из ответа checkauth не пришла или устарела.',
      'The site does not know the session: the cookie of checkauth did not come or is too old.',
    ],
    [
      'Начните с checkauth и передавайте cookie в каждом запросе; проверьте, что на пути её не снимает прокси.',
      'Begin with checkauth and send the cookie with every request; see that no proxy takes it away.',
    ],
  ),
  'CML-SOURCE': failed(
    [
      'Сайт требует sessid, а его нет или он не тот.',
      'The site wants a sessid and there is none, or a wrong one.',
    ],
    [
      'Обновите модуль обмена в 1С или отключите проверку источника в настройках обмена сайта.',
      'Update the exchange module of 1C, or switch the check of the source off in the settings of the site.',
    ],
  ),
  'CML-BUSY': repeated(
    ['На сайте уже идёт другой обмен.', 'Another exchange is going on at the site.'],
    [
      'Дождитесь его конца; разведите расписания узлов, которые ходят на один сайт.',
      'Wait for its end; give the nodes that go to one site different times.',
    ],
  ),
  'CML-MODE': failed(
    ['Сайт не знает такого mode.', 'The site does not know this mode.'],
    [
      'Сверьте адрес обмена и версию модуля сайта.',
      'Check the exchange address and the version of the module of the site.',
    ],
  ),
  'CML-TYPE': failed(
    ['Сайт не знает такого type.', 'The site does not know this type.'],
    [
      'Выключите этот вид обмена в узле 1С или включите его на сайте.',
      'Switch this kind of exchange off in the node of 1C, or on at the site.',
    ],
  ),
  'CML-MOVED': failed(
    [
      'Сайт переадресует на другой адрес, а 1С за переадресацией не идёт.',
      'The site redirects, and 1C does not follow.',
    ],
    [
      'Впишите в узел обмена конечный адрес: https вместо http, с www или без, со слешем в конце.',
      'Put the final address into the exchange node: https for http, with www or without, with the slash at the end.',
    ],
  ),
  'CML-BODY-CUT': repeated(
    ['Тело запроса оборвалось.', 'The body of the request broke off.'],
    [
      'Смотрите сеть и ограничение размера тела на веб-сервере; уменьшите file_limit.',
      'Look at the network and at the body limit of the web server; make file_limit smaller.',
    ],
  ),
  'CML-FILE-NAME': failed(
    ['Имя файла такое, что сайт его не примет.', 'The site does not take a file of this name.'],
    [
      'Имя не должно выходить из папки обмена: без «..» и без диска.',
      'The name must not lead out of the exchange folder: no ".." and no drive.',
    ],
  ),
  'CML-FILE-UNKNOWN': failed(
    [
      'Сайт не знает, как загружать файл с таким именем.',
      'The site does not know how to import a file of this name.',
    ],
    [
      'Проверьте имя: import…xml, offers…xml, prices…xml, rests…xml.',
      'Check the name: import…xml, offers…xml, prices…xml, rests…xml.',
    ],
  ),
  'CML-FILE-MISSING': failed(
    ['Загрузить просят файл, который не передан.', 'A file is to be imported that was not sent.'],
    [
      'Передайте файл до mode=import; на сайте с несколькими серверами папка обмена должна быть общей.',
      'Send the file before mode=import; several servers of a site need one exchange folder.',
    ],
  ),
  'CML-FILE-EMPTY': failed(
    ['Тело файла пустое.', 'The body of the file is empty.'],
    [
      'Повторите выгрузку; проверьте отборы узла обмена.',
      'Export again; look at the filters of the exchange node.',
    ],
  ),
  'CML-FILE-WRITE': repeated(
    ['Сайт не смог записать файл на диск.', 'The site could not write the file to its disk.'],
    [
      'Проверьте место на диске и права папки обмена.',
      'Check the room on the disk and the rights of the exchange folder.',
    ],
  ),
  'CML-ARCHIVE-BROKEN': failed(
    ['Архив не читается.', 'The archive cannot be read.'],
    [
      'Смотрите, все ли части пришли и в том ли порядке; отключите zip в ответе на init.',
      'See whether all parts came, and in order; switch zip off in the answer to init.',
    ],
  ),
  'CML-ARCHIVE-BOMB': failed(
    [
      'Архив раскрывается в несоразмерно большой файл.',
      'The archive unpacks to a file out of all proportion.',
    ],
    [
      'Проверьте, откуда файл; выгрузка 1С такой не бывает.',
      'See where the file comes from; no export of 1C is like that.',
    ],
  ),
  'CML-ARCHIVE-PATH': failed(
    [
      'Имя в архиве ведёт за пределы папки обмена.',
      'A name in the archive leads out of the exchange folder.',
    ],
    [
      'Проверьте, откуда файл: такой архив загружать нельзя.',
      'See where the file comes from: such an archive must not be imported.',
    ],
  ),
  'CML-NOTHING-PENDING': noted(
    [
      'Подтверждать нечего: заказов сайт в этом сеансе не отдавал.',
      'There is nothing to confirm: the site gave no orders in this session.',
    ],
    ['Ничего не требуется, если заказов и правда не было.', 'Nothing, when there really were no orders.'],
  ),
  'CML-NOTHING-TAKEN': noted(
    [
      'Файл прочитан, но ни одна его запись не принята.',
      'The file was read and none of its records was taken.',
    ],
    [
      'Смотрите причины рядом: чаще всего неизвестные Ид.',
      'Look at the reasons beside it: unknown ids, as a rule.',
    ],
  ),
  'CML-NO-DOCUMENTS': failed(
    ['В файле заказов нет ни одного документа.', 'The file of orders has no document.'],
    ['Повторите обмен; проверьте отборы узла.', 'Exchange again; look at the filters of the node.'],
  ),
  'CML-TIMESTAMP': failed(
    [
      'У запроса deactivate нет времени начала выгрузки или оно неверно.',
      'The deactivate request has no time of the export, or a wrong one.',
    ],
    [
      'Передавайте timestamp из ответа на checkauth или init.',
      'Send the timestamp of the answer to checkauth or init.',
    ],
  ),
  'CML-INTERNAL': repeated(
    ['На сайте произошла ошибка программы.', 'A program of the site has failed.'],
    [
      'Смотрите журнал ошибок PHP или веб-сервера в эту секунду.',
      'Look at the error log of PHP or of the web server at that second.',
    ],
  ),
  'CML-IMPORT-CANCELLED': repeated(
    ['Загрузка остановлена до конца.', 'The import was stopped before its end.'],
    [
      'Повторите обмен: загруженное до остановки осталось.',
      'Exchange again: what was imported before stays.',
    ],
  ),
  'CML-ORDER-REFUSED': noted(
    ['Сайт не принял изменения одного из заказов.', 'The site did not take the changes of an order.'],
    [
      'Смотрите причину рядом и исправьте заказ в 1С.',
      'Look at the reason beside it and correct the order in 1C.',
    ],
  ),
  'CML-ORDERS-TOO-LARGE': failed(
    ['Заказов больше, чем помещается в ответ.', 'There are more orders than an answer holds.'],
    ['Ограничьте выгрузку датой или узлом.', 'Limit the export by date or by node.'],
  ),
  'CML-ANSWER': failed(
    [
      'Ответ не по протоколу: первая строка не success, failure, progress или zip=…',
      'The answer is not of the protocol: its first line is not success, failure, progress or zip=…',
    ],
    [
      'Откройте текст ответа: обычно это страница ошибки PHP, пробелы или BOM перед словом, вход в админку.',
      'Open the text of the answer: as a rule a PHP error, blanks or a BOM before the word, or a login page.',
    ],
  ),
  'CML-ANSWER-TOO-LARGE': failed(
    ['Ответ больше того, что читает стенд.', 'The answer is larger than what the bench reads.'],
    ['Ограничьте выгрузку заказов на сайте.', 'Limit the export of orders at the site.'],
  ),
  'CML-ITEM-UNKNOWN': noted(
    ['Товара с таким Ид в базе нет.', 'There is no item with this id.'],
    ['Выгрузите каталог до предложений и заказов.', 'Export the catalogue before offers and orders.'],
  ),
  'CML-UNKNOWN-ITEM': noted(
    [
      'Предложение ссылается на товар, которого сайт не получал.',
      'An offer refers to an item that the site has not got.',
    ],
    [
      'Сделайте полную выгрузку: сначала import.xml, затем offers.xml.',
      'Export in full: import.xml first, then offers.xml.',
    ],
  ),
  'CML-OFFER-UNKNOWN': noted(
    ['Предложения с таким Ид на сайте нет.', 'The site has no offer with this id.'],
    ['Сделайте полную выгрузку предложений.', 'Export all offers.'],
  ),
  'CML-OFFER-NO-PRICE': noted(
    ['У предложения нет цены.', 'The offer has no price.'],
    ['Установите цену в 1С и выгрузите предложения.', 'Set the price in 1C and export the offers.'],
  ),
  'CML-STATUS-UNKNOWN': noted(
    ['Такого статуса заказа на сайте нет.', 'The site has no such status of an order.'],
    ['Сопоставьте статусы 1С и сайта.', 'Map the statuses of 1C to those of the site.'],
  ),
  'CML-LINE-UNKNOWN': noted(
    ['Строка заказа ссылается на неизвестный товар.', 'A line of the order refers to an unknown item.'],
    ['Выгрузите этот товар на сайт и повторите.', 'Export the item to the site and repeat.'],
  ),
  'CML-ORDER-UNKNOWN': noted(
    ['Заказа с таким Ид нет.', 'There is no order with this id.'],
    ['Сверьте Ид и номер заказа на обеих сторонах.', 'Compare id and number of the order on both sides.'],
  ),
  'HTTP-401': file(
    ['Нужна учётная запись, или она неверна.', 'An account is needed, or it is wrong.'],
    [
      'Проверьте имя и пароль стороны в настройках.',
      'Check the name and the password of the side in the settings.',
    ],
  ),
  'HTTP-403': file(
    ['Учётная запись верна, но прав у неё нет.', 'The account is right and has no rights.'],
    ['Дайте пользователю права на этот сервис.', 'Give the user the rights to this service.'],
  ),
  'BANK-NOT-STATEMENT': refused(
    ['Это не выписка в формате обмена с 1С.', 'It is no statement in the 1C exchange format.'],
    [
      'Выгрузите выписку из банка в формате 1CClientBankExchange (текстовый файл).',
      'Export it from the bank as 1CClientBankExchange (a text file).',
    ],
  ),
  'BANK-TOO-LARGE': refused(
    ['Выписка больше того, что читает стенд.', 'The statement is larger than what the bench reads.'],
    ['Выгрузите её за более короткий период.', 'Export it for a shorter period.'],
  ),
  'BANK-ENCODING': statement(
    ['Кодировка файла не та, что в нём названа.', 'The file is not in the encoding that it names.'],
    [
      'Выберите в банке кодировку Windows и получите файл заново.',
      'Choose the Windows encoding at the bank and get the file again.',
    ],
  ),
  'BANK-AMOUNT': statement(['Сумма не читается.', 'The amount cannot be read.'], againFromBank),
  'BANK-DATE': statement(['Дата не читается.', 'The date cannot be read.'], againFromBank),
  'BANK-MISSING': statement(
    ['В документе нет обязательного значения.', 'The document lacks a value.'],
    againFromBank,
  ),
  'BANK-COMMA': statement(
    [
      'Копейки отделены запятой; по формату нужна точка.',
      'The kopecks follow a comma; the format has a point.',
    ],
    [
      'Прочитано верно; сообщите банку, строгая программа откажет.',
      'It is read right; tell the bank, a strict program refuses it.',
    ],
  ),
  'HAR-BROKEN': file(
    ['Файл начинается как HAR, но не читается.', 'It begins as HAR and cannot be read.'],
    [
      'Сохраните его в инструментах разработчика ещё раз, дождавшись конца записи.',
      'Save it from the browser tools again, after the recording is over.',
    ],
  ),
  'ZIP-BROKEN': file(
    ['Архив оборван: нет оглавления в конце.', 'The archive is cut off: its directory is missing.'],
    [
      'Передайте архив заново; из частей собирайте его по порядку.',
      'Send it again; put parts together in their order.',
    ],
  ),
  'QR-NONE': file(
    ['QR-код на картинке или в PDF не найден.', 'No QR code was found in the picture or PDF.'],
    [
      'Дайте картинку крупнее и ровнее, с белым полем вокруг кода; код, нарисованный кривыми, стенд в PDF не видит.',
      'Give a larger and straighter picture with white around the code; a code drawn by curves is not seen in a PDF.',
    ],
  ),
}

/** Families whose sentences say themselves what to do; the rest of what is known of them. */
const families: readonly [RegExp, ExchangeWords][] = [
  [
    /^CML-UNKNOWN-(?:GROUP|PROPERTY|PRICE-TYPE|WAREHOUSE)$/,
    noted(
      ['Запись ссылается на то, чего сайт не получал.', 'A record refers to what the site has not got.'],
      [
        'Сделайте полную выгрузку: классификатор и каталог идут раньше предложений.',
        'Export in full: classifier and catalogue come before the offers.',
      ],
    ),
  ],
  [
    /^BANK-[A-Z-]+$/,
    statement(
      [
        'Файл выписки собран не по формату 1CClientBankExchange.',
        'The statement is not built as 1CClientBankExchange has it.',
      ],
      againFromBank,
    ),
  ],
]

/** What is known of a code of the exchange; `null` for one that is none. */
export const exchangeWords = (code: string): ExchangeWords | null =>
  (Object.hasOwn(rows, code) ? rows[code]! : null) ??
  families.find(([pattern]) => pattern.test(code))?.[1] ??
  null

/** Codes that have words of their own. */
export const exchangeCodes = Object.keys(rows)
