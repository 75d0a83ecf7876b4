import type { Text } from '../text.ts'
import { parseAnswer, parseInit, type CmlAnswer, type CmlInit } from './answer.ts'

/**
 * What 1C does with each answer of a site (commerceml section 3.5), as pure functions: one a step. The first column of
 * the matrix is УТ 11.5; where another client or a strict bench differs, its ways say so.
 */

/** How one client differs in its reactions. */
export interface ReactionWays {
  /** УТ counts the lines of `init` and wants exactly two; others look at what the first one says. */
  initLines: 'two' | 'any'
  /** Text glued to `success` is a success with warnings (section 3.2: the Bitrix module; not УТ). */
  gluedSuccess: boolean
  /** `query` may also begin with the root itself (УНФ). */
  bareRoot: boolean
  /** The answer to `success` may not begin with `failure` (УНФ). */
  refusedSuccess: boolean
  /** HTTP statuses from 400 end the exchange (section 2.4: the Bitrix module). */
  abortsAtStatus: boolean
  /** Nothing ambiguous is let pass: a setting of the bench, no 1C has it. */
  strict: boolean
}

/** What came back. A network that failed and an empty body are the same to 1C: no answer (section 2.4). */
export interface Heard {
  /** `null`: no answer came. */
  status: number | null
  /** The body as 1C decodes it, `''` for none. */
  text: string
  /** Why no answer came, for people; `null` when one came. */
  failure: string | null
}

export type LogLevel = 'info' | 'warning' | 'error'

export interface Reaction {
  /** `again`: the same request is made once more. `fail`: this step has failed, what it belongs to decides what follows. */
  next: 'go-on' | 'again' | 'fail'
  verdict: 'ok' | 'progress' | 'warning' | 'failed'
  /** What the site said. */
  said: Text
  /** What a real 1C does now. */
  reaction: Text
  /** Lines of «Журнал регистрации», in 1C's wording. */
  log: { level: LogLevel; text: string }[]
}

/** Cookie and token that `checkauth` gives. Lines 2 and 3 as they came: a CR stays in them (section 2.5). */
export interface CmlPass {
  cookieName: string
  cookieValue: string
  /** Line 4 whole, `''` when there is none: `sessid=…`. */
  token: string
  /** Value of `timestamp=`, `''` when there is none. */
  timestamp: string
}

function saidOf({ status, text, failure }: Heard): Text {
  if (failure !== null) return { ru: `Ответа нет: ${failure}`, en: `No answer: ${failure}` }
  const http = status !== null && status !== 200 ? `HTTP ${status}. ` : ''
  if (text === '') return { ru: `${http}Ответ пустой.`, en: `${http}The answer is empty.` }
  if (text.startsWith('<?xml'))
    return { ru: `${http}XML, символов: ${text.length}`, en: `${http}XML, characters: ${text.length}` }
  const words = text.trim().replace(/\s*\n\s*/g, ' / ')
  const cut = words.length > 200 ? `${words.slice(0, 200)}…` : words
  return { ru: `${http}${cut}`, en: `${http}${cut}` }
}

/** A status other than 200 is only written down (section 2.4). */
const statusLog = ({ status }: Heard): Reaction['log'] =>
  status === null || status === 200
    ? []
    : [{ level: 'warning', text: `Получение данных с сервера: ответ сервера = ${status}` }]

const goOn = (heard: Heard, reaction: Text, log: Reaction['log'] = []): Reaction => ({
  next: 'go-on',
  verdict: log.some(({ level }) => level !== 'info') || statusLog(heard).length > 0 ? 'warning' : 'ok',
  said: saidOf(heard),
  reaction,
  log: [...statusLog(heard), ...log],
})

const again = (heard: Heard, reaction: Text): Reaction => ({
  next: 'again',
  verdict: 'progress',
  said: saidOf(heard),
  reaction,
  log: statusLog(heard),
})

const fail = (heard: Heard, reaction: Text, ...lines: string[]): Reaction => ({
  next: 'fail',
  verdict: 'failed',
  said: saidOf(heard),
  reaction,
  log: [
    ...statusLog(heard),
    ...(heard.failure === null ? [] : [{ level: 'error' as const, text: heard.failure }]),
    ...lines.map((text) => ({ level: 'error' as const, text })),
  ],
})

/** The call of the older platform throws on statuses from 400; the body is not looked at then. */
function aborted(heard: Heard, ways: ReactionWays): Reaction | null {
  if (!ways.abortsAtStatus || heard.status === null || heard.status < 400) return null
  return fail(
    heard,
    {
      ru: 'Модуль обмена прерывает обмен: платформа считает ответ с кодом от 400 ошибкой и тело не читает.',
      en: 'The exchange module ends the exchange: the platform takes a status from 400 for an error and does not read the body.',
    },
    `Ошибка работы с Интернет: неизвестная ошибка http (${heard.status})`,
  )
}

const statusWord = (heard: Heard): string => parseAnswer(heard.text).status

const serverSaid = (heard: Heard): string[] => {
  const { details } = parseAnswer(heard.text)
  return details === '' ? [] : [`Ответ сервера: ${details}`]
}

/** `success`, with text glued to it only for clients that forgive that. */
function succeeded(heard: Heard, ways: ReactionWays): 'plain' | 'glued' | null {
  const word = statusWord(heard)
  if (word === 'success') return 'plain'
  return ways.gluedSuccess && word.startsWith('success') ? 'glued' : null
}

/** `mode=checkauth`. @returns the pass when 1C goes on */
export function onCheckauth(heard: Heard, ways: ReactionWays): { reaction: Reaction; pass: CmlPass | null } {
  const refused = aborted(heard, ways)
  if (refused) return { reaction: refused, pass: null }
  const stop = (reaction: Text) => ({
    reaction: fail(
      heard,
      reaction,
      'Авторизация не выполнена. Не удалось установить соединение с сервером. Проверьте имя пользователя и пароль.',
      ...serverSaid(heard),
    ),
    pass: null,
  })
  const { status, lines } = parseAnswer(heard.text)
  if (status !== 'success')
    return stop({
      ru: 'Первая строка не success: 1С прекращает обмен. Если имя и пароль верны, проверьте, доходит ли заголовок Authorization до сценария (HTTP_AUTHORIZATION), и нет ли текста перед success.',
      en: 'The first line is not success: 1C stops. If name and password are right, check that the Authorization header reaches the script (HTTP_AUTHORIZATION) and that nothing stands in front of success.',
    })
  const [, cookieName = '', cookieValue = '', fourth = ''] = lines
  const bare = cookieName === '' || cookieValue === ''
  if (bare && ways.strict)
    return stop({
      ru: 'Строк 2 и 3 с cookie нет: строгий узел останавливается.',
      en: 'Lines 2 and 3 with the cookie are missing: a strict node stops.',
    })
  const spoiled = cookieName.includes('\r') || cookieValue.includes('\r')
  const timestamp = lines.map((line) => line.trim()).find((line) => line.startsWith('timestamp='))
  const token = fourth.trim().startsWith('timestamp=') ? '' : fourth.trim()
  const pass = { cookieName, cookieValue, token, timestamp: timestamp?.slice('timestamp='.length) ?? '' }
  const log: Reaction['log'] = []
  if (bare) log.push({ level: 'warning', text: 'В ответе сервера нет имени и значения cookie.' })
  if (spoiled)
    log.push({ level: 'warning', text: 'В cookie попал перевод каретки: сервер потеряет сеанс обмена.' })
  const reaction: Text = bare
    ? {
        ru: 'Имени и значения cookie в теле нет: 1С продолжает с пустым cookie, и сайт не узнает сеанс.',
        en: 'The body has no name and value of the cookie: 1C goes on with an empty one, and the site will not know the session.',
      }
    : spoiled
      ? {
          ru: 'Строки 2 и 3 не обрезаются, CR остаётся в cookie: сайт не узнает сеанс. Переводы строк должны быть LF.',
          en: 'Lines 2 and 3 are not trimmed, CR stays in the cookie: the site will not know the session. Line breaks have to be LF.',
        }
      : {
          ru: 'Cookie взят из строк 2 и 3 тела, Set-Cookie не читается. Дальше init или query.',
          en: 'The cookie is taken from lines 2 and 3 of the body, Set-Cookie is not read. init or query is next.',
        }
  return { reaction: goOn(heard, reaction, log), pass }
}

/** Lines as УТ counts them: it counts line feeds and adds one (section 17.1). */
function initLineCount(text: string, strict: boolean): number {
  return (strict ? text : text.replace(/\r?\n$/, '')).split('\n').length
}

/** `mode=init`. @returns its parameters when 1C goes on */
export function onInit(heard: Heard, ways: ReactionWays): { reaction: Reaction; init: CmlInit | null } {
  const stop = (reaction: Text) => ({
    reaction: fail(
      heard,
      reaction,
      'Не удалось прочитать ответ сервера. Параметры обмена не получены.',
      ...serverSaid(heard),
    ),
    init: null,
  })
  const refused = aborted(heard, ways)
  if (refused) return { reaction: refused, init: null }
  if (heard.text === '')
    return stop({
      ru: 'Пустой ответ — это отсутствие ответа: обмен остановлен.',
      en: 'An empty answer is no answer: the exchange is stopped.',
    })
  const answer: CmlAnswer = parseAnswer(heard.text)
  const named = answer.status.startsWith('zip=')
  const count = initLineCount(heard.text, ways.strict)
  if (ways.initLines === 'two' && count !== 2)
    return stop({
      ru: `УТ ждёт ровно две строки, здесь их ${count}: параметры обмена не получены, обмен остановлен.`,
      en: `УТ wants exactly two lines, here are ${count}: no parameters, the exchange is stopped.`,
    })
  if (!named && (ways.initLines === 'any' || ways.strict))
    return stop({
      ru: 'Первая строка не zip=…: параметры обмена не получены, обмен остановлен.',
      en: 'The first line is not zip=…: no parameters, the exchange is stopped.',
    })
  const init = parseInit(answer)
  if (!named)
    return {
      reaction: goOn(
        heard,
        {
          ru: 'Строк две, значит УТ продолжает: zip=yes не найден, предел не прочитан, файлы пойдут без архива и целиком.',
          en: 'There are two lines, so УТ goes on: no zip=yes, no limit read, files go up unpacked and whole.',
        },
        [{ level: 'warning', text: `Ответ сервера: ${heard.text.trim()}` }],
      ),
      init,
    }
  const limit =
    init.limit === 0
      ? { ru: 'файлы не делятся', en: 'files are not split' }
      : { ru: `части по ${init.limit} байт`, en: `parts of ${init.limit} bytes` }
  return {
    reaction: goOn(heard, {
      ru: `Архив: ${init.zip ? 'да' : 'нет'}, ${limit.ru}. Дальше отправка файлов или запрос заказов.`,
      en: `Archive: ${init.zip ? 'yes' : 'no'}, ${limit.en}. Files are sent or orders asked for next.`,
    }),
    init,
  }
}

/** `mode=file`: one fragment. */
export function onFile(heard: Heard, ways: ReactionWays): Reaction {
  const refused = aborted(heard, ways)
  if (refused) return refused
  if (heard.text === '')
    return fail(
      heard,
      {
        ru: 'Ответа нет: файл считается неотправленным, обмен остановлен.',
        en: 'No answer: the file counts as not sent, the exchange is stopped.',
      },
      'Не получен ответ сервера. Файл не отправлен.',
    )
  const success = succeeded(heard, ways)
  const { status, details, lines } = parseAnswer(heard.text)
  const next: Text = { ru: 'Следующая часть или следующий шаг.', en: 'The next part or the next step.' }
  if (success === 'plain')
    return goOn(
      heard,
      next,
      details === ''
        ? []
        : [{ level: 'info', text: `Получен расширенный статус успешного завершения сеанса: ${details}` }],
    )
  if (success === 'glued') return goOn(heard, next, [{ level: 'warning', text: lines[0]!.trim() }])
  if (status === 'failure')
    return fail(
      heard,
      { ru: 'Сайт отказал: обмен остановлен.', en: 'The site refused: the exchange is stopped.' },
      'Произошла ошибка на стороне сервера. Файл не отправлен.',
      ...serverSaid(heard),
    )
  return fail(
    heard,
    {
      ru: 'Первая строка не success и не failure: статуса нет, обмен остановлен.',
      en: 'The first line is neither success nor failure: there is no status, the exchange is stopped.',
    },
    'Не удалось прочитать ответ сервера. Не получен статус завершения операции. Файл не отправлен.',
    ...serverSaid(heard),
  )
}

/** `mode=import` and `mode=deactivate`. */
export function onImport(heard: Heard, ways: ReactionWays): Reaction {
  const refused = aborted(heard, ways)
  if (refused) return refused
  if (heard.text === '')
    return fail(
      heard,
      {
        ru: 'Ответа нет: данные отправлены, но не загружены.',
        en: 'No answer: the data were sent but not loaded.',
      },
      'Данные обмена отправлены, но не загружены.',
    )
  const { status, details, lines } = parseAnswer(heard.text)
  if (status === 'progress')
    return again(heard, {
      ru: 'Запрос повторяется с тем же файлом.',
      en: 'The request is repeated with the same file.',
    })
  const success = succeeded(heard, ways)
  if (success === 'plain')
    return goOn(heard, {
      ru: 'Файл загружен сайтом, дальше следующий.',
      en: 'The site has loaded the file, the next one follows.',
    })
  if (success === 'glued')
    return goOn(
      heard,
      {
        ru: 'success с текстом в той же строке: загружено с предупреждениями. УТ такого статуса не знает.',
        en: 'success with text on its line: loaded with warnings. УТ does not know such a status.',
      },
      [{ level: 'warning', text: lines[0]!.trim().slice('success'.length) }],
    )
  if (status === 'failure')
    return fail(
      heard,
      {
        ru: 'Сайт не загрузил файл: текст сайта попадает в журнал, выгрузка закончится с ошибкой.',
        en: 'The site did not load the file: its text goes into the log, the run ends with an error.',
      },
      `Произошла ошибка на стороне сервера. Ответ сервера: ${details}`,
    )
  return fail(
    heard,
    {
      ru: 'Статус импорта неизвестен: файл считается незагруженным.',
      en: 'The status of the import is unknown: the file counts as not loaded.',
    },
    'Не удалось прочитать ответ сервера. Получен неизвестный статус импорта.',
    `Ответ сервера: ${heard.text.trim().slice(0, 300)}`,
  )
}

/** `mode=query`: whether the body is what 1C takes for data. */
export function onQuery(heard: Heard, ways: ReactionWays): Reaction {
  const refused = aborted(heard, ways)
  if (refused) return refused
  const unreadable = 'Не удалось прочитать данные, загруженные с сервера.'
  if (heard.text === '')
    return fail(
      heard,
      {
        ru: 'Пустой ответ — это отсутствие ответа. Когда заказов нет, сайт отвечает корнем без документов.',
        en: 'An empty answer is no answer. A site without orders answers with a root that has no documents.',
      },
      unreadable,
    )
  if (heard.text.startsWith('PK'))
    return fail(
      heard,
      {
        ru: 'Архив в ответе на query: 1С уже сделала из него строку и открыть его не сможет.',
        en: 'An archive as the answer to query: 1C has made a string of it and cannot open it.',
      },
      'Не удалось разобрать данные, загруженные с сервера.',
    )
  const begins =
    heard.text.startsWith('<?xml') || (ways.bareRoot && heard.text.startsWith('<КоммерческаяИнформация'))
  if (!begins)
    return fail(
      heard,
      {
        ru: 'Тело должно начинаться с <?xml: пробел, пустая строка, текст или HTML перед ним не читаются.',
        en: 'The body has to begin with <?xml: a space, a blank line, text or HTML in front of it cannot be read.',
      },
      unreadable,
      ...serverSaid(heard),
    )
  return goOn(heard, {
    ru: 'Документы загружаются в одной транзакции, success только после записи.',
    en: 'The documents are loaded in one transaction, success comes only after they are stored.',
  })
}

/** `mode=success`, after the orders are stored. */
export function onSuccess(heard: Heard, ways: ReactionWays): Reaction {
  const refused = aborted(heard, ways)
  if (refused) return refused
  const word = statusWord(heard)
  if (
    heard.text === '' ||
    (ways.refusedSuccess && word.startsWith('failure')) ||
    (ways.strict && word !== 'success')
  )
    return fail(
      heard,
      {
        ru: 'Сайт не подтвердил получение. Заказы в 1С уже записаны, в следующем сеансе придут ещё раз.',
        en: 'The site did not confirm. The orders are stored in 1C already and will come again next time.',
      },
      'Загрузка заказов не выполнена.',
      ...serverSaid(heard),
    )
  return goOn(
    heard,
    {
      ru: 'Непустого ответа достаточно: заказы подтверждены.',
      en: 'Any answer that is not empty will do: the orders are confirmed.',
    },
    word === 'success'
      ? []
      : [{ level: 'warning', text: `Ответ сервера: ${heard.text.trim().slice(0, 300)}` }],
  )
}

/** `mode=complete` and `mode=info`: nothing depends on them. */
export function onAside(heard: Heard, ways: ReactionWays): Reaction {
  const refused = aborted(heard, ways)
  if (refused) return refused
  if (heard.text !== '' && statusWord(heard) !== 'failure')
    return goOn(heard, { ru: 'Обмен продолжается.', en: 'The exchange goes on.' })
  return goOn(
    heard,
    {
      ru: 'Сайт не знает этого запроса; на обмен это не влияет.',
      en: 'The site does not know this request; nothing depends on it.',
    },
    [{ level: 'warning', text: heard.failure ?? (heard.text.trim() || 'Ответ сервера пуст.') }],
  )
}

/**
 * Whether the import of further files goes on after one failed: the flag «import finished» is not reset per file in УТ,
 * so that after one loaded file the failure of a later one holds up nothing (section 3.1). The run has failed all the same.
 */
export const importsOn = (loaded: number, ways: ReactionWays): boolean => loaded > 0 && !ways.strict
