import type { CmlFaultInfo } from './model.ts'

/** Failures of authorisation, session and text answers (commerceml sections 2, 3). */
export const connectionFaults: readonly CmlFaultInfo[] = [
  {
    id: 'F1',
    common: true,
    title: {
      ru: 'Заголовок Authorization не доходит до сайта',
      en: 'The Authorization header does not reach the site',
    },
    sides: ['site'],
    effect: {
      ru: 'Сайт ведёт себя так, будто заголовка Authorization в запросе нет: checkauth отвечает failure при верных имени и пароле.',
      en: 'The site behaves as if the request had no Authorization header: checkauth answers failure to the right name and password.',
    },
    explanation: {
      ru: '1С пишет «Авторизация не выполнена…» и останавливается, хотя пароль верен. Причина: веб-сервер (PHP через CGI или FastCGI) не передаёт заголовок сценарию. Помогает правило веб-сервера, которое кладёт заголовок в HTTP_AUTHORIZATION.',
      en: '1C reports that authorisation has failed and stops, though the password is right. The web server (PHP over CGI or FastCGI) does not hand the header to the script. A web server rule that puts the header into HTTP_AUTHORIZATION helps.',
    },
  },
  {
    id: 'F2',
    common: true,
    title: { ru: 'Cookie сессии теряется или не совпадает', en: 'The session cookie is lost or differs' },
    sides: ['site'],
    effect: {
      ru: 'checkauth отвечает success без строк 2 и 3 с cookie, поэтому следующий запрос приходит без сессии.',
      en: 'checkauth answers success without the cookie in lines 2 and 3, so the next request comes without a session.',
    },
    explanation: {
      ru: '1С берёт cookie только из тела ответа, Set-Cookie не читает. Без cookie шаг init получает failure, а пошаговый импорт каждый раз начинается с нулевого шага и отвечает progress без конца. Сайту нужно печатать в теле тот же идентификатор сессии, который он потом ждёт.',
      en: '1C takes the cookie from the body only and does not read Set-Cookie. Without it init gets failure, and a stepwise import starts from step 0 each time and answers progress for ever. The site has to print in the body the very session id that it expects later.',
    },
  },
  {
    id: 'F3',
    common: true,
    title: { ru: 'Нет sessid или он передан без имени', en: 'sessid is missing or sent bare' },
    sides: ['onec', 'site'],
    effect: {
      ru: '1С: sessid не добавляется к адресу. Сайт: проверка источника включена, запрос без верного sessid получает failure.',
      en: '1C: sessid is left out of the address. Site: the source check is on, a request without the right sessid gets failure.',
    },
    explanation: {
      ru: 'Битрикс отвечает «Ошибка проверки источника запроса…» на все запросы после checkauth, если хотя бы однажды кто-то прислал верный sessid. В 1С включите «использовать идентификатор сессии» или обновите модуль обмена; на сайте проверку можно отключить в настройках.',
      en: 'Bitrix answers «Ошибка проверки источника запроса…» to every request after checkauth once any client has sent a right sessid. Switch on «использовать идентификатор сессии» in 1C or update the exchange module; the site can switch the check off in its settings.',
    },
  },
  {
    id: 'F4',
    common: true,
    title: {
      ru: 'Предупреждение PHP, HTML или пустая строка перед ответом',
      en: 'A PHP notice, HTML or a blank line in front of the answer',
    },
    sides: ['site'],
    effect: {
      ru: 'Перед success, progress и <?xml сайт печатает предупреждение PHP и пустую строку.',
      en: 'The site prints a PHP notice and a blank line in front of success, progress and <?xml.',
    },
    explanation: {
      ru: '1С сравнивает первую строку ответа целиком: на checkauth авторизация не выполнена, на import «неизвестный статус импорта», на query «Не удалось прочитать данные, загруженные с сервера». На сайте отключите вывод ошибок в ответ и уберите лишние символы вне PHP.',
      en: '1C compares the whole first line: authorisation fails at checkauth, import has an unknown status, query cannot be read. The site has to keep errors out of its answers and to have no characters outside PHP.',
    },
  },
  {
    id: 'F5',
    common: true,
    title: {
      ru: 'Кодировка ответа не совпадает с заявленной',
      en: 'The charset of an answer is not the declared one',
    },
    sides: ['site', 'onec'],
    effect: {
      ru: 'Сайт: тело в windows-1251 без charset в Content-Type и без объявления. 1С: ответ без BOM читается как ANSI (как в УТ 10.3).',
      en: 'Site: a windows-1251 body without charset in Content-Type and without a declaration. 1C: an answer without BOM is read as ANSI (as УТ 10.3 does).',
    },
    explanation: {
      ru: 'В именах появляются нечитаемые символы, либо 1С пишет «Не удалось разобрать данные, загруженные с сервера». Сайту нужно указывать charset в Content-Type и encoding в XML; для старых клиентов помогает BOM или windows-1251.',
      en: 'Names turn into mojibake, or 1C cannot parse what it has loaded. The site has to state charset in Content-Type and encoding in the XML; a BOM or windows-1251 helps old clients.',
    },
  },
  {
    id: 'F17',
    common: false,
    title: {
      ru: 'На mode=success пустой ответ или error',
      en: 'mode=success is answered empty or with error',
    },
    sides: ['site'],
    effect: {
      ru: 'Сайт отвечает на success пустым телом и не ставит отметку о выгрузке заказов.',
      en: 'The site answers success with an empty body and does not mark the orders as taken.',
    },
    explanation: {
      ru: 'УТ считает пустой ответ ошибкой «Загрузка заказов не выполнена», хотя заказы уже записаны, и в следующем сеансе те же заказы приходят снова. Ответьте любым непустым текстом, лучше success.',
      en: 'УТ reports an empty answer as a failed load though the orders are stored, and the same orders come again next time. Answer with any text, best with success.',
    },
  },
  {
    id: 'F23',
    common: false,
    title: { ru: 'Перенаправление на https или www', en: 'A redirect to https or www' },
    sides: ['site'],
    effect: {
      ru: 'На каждый запрос сайт отвечает 301 с адресом https и страницей HTML.',
      en: 'The site answers each request with 301, an https address and an HTML page.',
    },
    explanation: {
      ru: 'УТ не переходит по перенаправлению и разбирает тело ответа 301 как обычный ответ: авторизация не выполнена. В настройках узла укажите окончательный адрес с https и нужным именем.',
      en: 'УТ does not follow the redirect and parses the body of the 301: authorisation fails. Put the final address, with https and the right host, into the node settings.',
    },
  },
  {
    id: 'F30',
    common: false,
    title: {
      ru: 'Два обмена одновременно, сессия занята',
      en: 'Two exchanges at once, the session is locked',
    },
    sides: ['site', 'onec'],
    effect: {
      ru: 'Сайт: пока открыта одна сессия, checkauth второй получает failure. 1С: рядом с обменом открывается ещё один с теми же файлами.',
      en: 'Site: while one session is open, checkauth of another gets failure. 1C: a second exchange with the same files runs beside the first.',
    },
    explanation: {
      ru: 'PHP блокирует файл сессии, второй запрос ждёт первого; при общей папке обмена файлы двух узлов перемешиваются. Разведите расписания узлов; сайту нужны отдельные папки сессий либо отказ второму обмену.',
      en: 'PHP locks the session file, so the second request waits for the first; with a shared folder the files of two nodes mix. Part the schedules of the nodes; the site needs a folder a session, or has to refuse the second exchange.',
    },
  },
]
