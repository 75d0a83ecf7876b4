import type { CmlFaultInfo } from './model.ts'

/** Failures of the upload and of the files themselves (commerceml sections 3.1, 4, 5). */
export const fileFaults: readonly CmlFaultInfo[] = [
  {
    id: 'F6',
    common: true,
    title: { ru: 'Части файла перезаписывают друг друга', en: 'Fragments of a file overwrite each other' },
    sides: ['site'],
    effect: {
      ru: 'Каждый запрос file с тем же именем заменяет файл целиком, остаётся только последняя часть.',
      en: 'Each file request with the same name replaces the file, only the last fragment is left.',
    },
    explanation: {
      ru: 'Импорт встречает обрезанный XML и отвечает failure с местом ошибки; если папку не чистят на init, файлы и картинки, наоборот, растут с каждым обменом. Сайту нужно дописывать части в конец и чистить папку на init.',
      en: 'The import finds cut XML and answers failure with the place; where init does not clean the folder, files and pictures grow with each exchange. The site has to append fragments and to clean the folder at init.',
    },
  },
  {
    id: 'F7',
    common: true,
    title: {
      ru: 'Архив распаковывается по частям или повреждён',
      en: 'The archive is unpacked by parts or is damaged',
    },
    sides: ['site'],
    effect: {
      ru: 'Из архива теряется одна часть, поэтому распаковка при первом import заканчивается ошибкой.',
      en: 'One fragment of the archive is lost, so unpacking fails at the first import.',
    },
    explanation: {
      ru: 'Сайт отвечает «failure» и «Ошибка распаковки архива.», 1С показывает этот текст и останавливает порцию. Архив можно распаковывать только после прихода всех частей; проверьте, что на сайте есть расширение zip, или отключите архив (zip=no).',
      en: 'The site answers failure «Ошибка распаковки архива.», 1C shows that text and stops the portion. Unpack only when all fragments have come; check that the site has a zip extension, or switch archives off (zip=no).',
    },
  },
  {
    id: 'F8',
    common: true,
    title: { ru: 'Нелепый file_limit', en: 'An absurd file_limit' },
    sides: ['site'],
    effect: {
      ru: 'init отвечает file_limit=81: настройку задали в мегабайтах, а единица протокола — байт.',
      en: 'init answers file_limit=81: the setting was meant in megabytes while the protocol counts bytes.',
    },
    explanation: {
      ru: '1С послушно режет файл на части по 81 байту и делает тысячи запросов. При 0 или тексте вместо числа файл не режется и может упереться в предел веб-сервера (413). Укажите предел в байтах, не больше post_max_size.',
      en: '1C obeys and sends thousands of requests of 81 bytes. With 0, or text instead of a number, it does not split and may hit the limit of the web server (413). State the limit in bytes, not above post_max_size.',
    },
  },
  {
    id: 'F9',
    common: true,
    title: { ru: 'Импорт не заканчивается', en: 'The import never ends' },
    sides: ['site'],
    effect: {
      ru: 'import отвечает progress без конца.',
      en: 'import answers progress without end.',
    },
    explanation: {
      ru: 'УТ повторяет запрос сразу и без предела, УНФ через 5 секунд. Если сценарий сайта убит, прокси отвечает 504 или 520 страницей HTML: «неизвестный статус импорта»; если ответа нет 180 секунд, УТ прекращает ждать. Делите импорт на шаги короче 30 секунд; стенд ограничивает число повторов.',
      en: 'УТ repeats at once and without a bound, УНФ after 5 seconds. A killed script gives a proxy page with 504 or 520 and an unknown status; after 180 seconds without an answer УТ gives up. Cut the import into steps below 30 seconds; the bench bounds the number of repeats.',
    },
  },
  {
    id: 'F21',
    common: false,
    title: { ru: 'Вторая порция без классификатора', en: 'The second portion has no classifier' },
    sides: ['onec'],
    effect: {
      ru: 'Выгрузка идёт порциями: классификатор есть только в первой, каждая порция — новая сессия с init.',
      en: 'The export goes by portions: only the first has the classifier, each is a session of its own with init.',
    },
    explanation: {
      ru: 'УТ 11 так и работает. Сайт, который на init стирает всё состояние, теряет группы и свойства первой порции, и товары следующих порций остаются без групп. Классификатор нужно хранить между сессиями.',
      en: 'УТ 11 works so. A site that drops its state at init loses groups and properties of portion 1, and goods of later portions have no groups. The classifier has to outlive the session.',
    },
  },
  {
    id: 'F25',
    common: false,
    title: { ru: 'Повреждённый или обрезанный XML', en: 'Malformed or truncated XML' },
    sides: ['onec'],
    effect: {
      ru: 'Конец каждого XML-файла отрезается внутри элемента.',
      en: 'The end of each XML file is cut off inside an element.',
    },
    explanation: {
      ru: 'Исправный сайт отвечает failure с номером строки и ничего не применяет; неисправный говорит success и теряет хвост каталога. 1С показывает текст сайта. Проверьте, что сайт не отвечает success на такой файл.',
      en: 'A sound site answers failure with the line and applies nothing; a faulty one says success and loses the tail of the catalogue. 1C shows the text of the site. Check that the site does not answer success.',
    },
  },
  {
    id: 'F27',
    common: false,
    title: { ru: 'Негодная картинка', en: 'A bad picture' },
    sides: ['onec'],
    effect: {
      ru: 'Вместо одной из картинок отправляется текст с расширением .jpg.',
      en: 'Instead of one of the pictures a text goes up under a .jpg name.',
    },
    explanation: {
      ru: 'Часть сайтов прерывает весь пакет на первой такой картинке. Правильно предупредить о строке и загрузить остальное. В 1С проверьте присоединённый файл товара.',
      en: 'Some sites stop the whole pack at the first such picture. The right way is a warning for the row and the rest loaded. Check the file attached to the goods in 1C.',
    },
  },
  {
    id: 'F32',
    common: false,
    title: { ru: 'CommerceML 1 или посторонний XML', en: 'CommerceML 1 or a foreign XML' },
    sides: ['onec'],
    effect: {
      ru: 'Вместо каталога отправляется файл CommerceML 1, где все данные записаны атрибутами.',
      en: 'Instead of the catalogue a CommerceML 1 file goes up, which has all its data in attributes.',
    },
    explanation: {
      ru: 'Корень у обеих версий называется одинаково, поэтому многие сайты говорят success и не загружают ничего. Правильный ответ — failure с ясной причиной. В 1С:Предприятии 7.7 нужен модуль обмена второй версии.',
      en: 'Both versions have the same root, so many sites say success and load nothing. The right answer is failure with a clear reason. 1C 7.7 needs an exchange module of version 2.',
    },
  },
]
