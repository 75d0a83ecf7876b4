import type { Text } from '../contracts/text.ts'
import type { Fault, FaultLink, FaultRule, FaultSchedule } from './model.ts'
import { isStanding } from './model.ts'
import { duration, sideNames, skewWords, speed } from './words.ts'

/** A rule in plain words: what happens, to whom, how often and when. Pure. */

const both = (ru: string, en: string): Text => ({ ru, en })

const joined = (parts: readonly Text[], separator: string): Text =>
  both(parts.map(({ ru }) => ru).join(separator), parts.map(({ en }) => en).join(separator))

function delayWords(fault: Extract<Fault, { kind: 'delay' }>): Text {
  const { time } = fault
  switch (time.form) {
    case 'fixed': {
      const { ru, en } = duration(time.ms)
      return both(`ответ задерживается на ${ru}`, `the answer is held back for ${en}`)
    }
    case 'normal': {
      const [mean, deviation] = [duration(time.mean), duration(time.deviation)]
      return both(
        `ответ задерживается в среднем на ${mean.ru} с отклонением ${deviation.ru}`,
        `the answer is held back for ${mean.en} on average, deviation ${deviation.en}`,
      )
    }
    case 'tail': {
      // Of a log-normal distribution 95 % lie below median · e^(1.645 σ).
      const [half, most] = [duration(time.median), duration(time.median * Math.exp(1.645 * time.spread))]
      return both(
        `половина ответов задерживается до ${half.ru}, 95 % до ${most.ru}, остальные дольше`,
        `half of the answers are held back for up to ${half.en}, 95 % for up to ${most.en}, the rest for longer`,
      )
    }
  }
}

const statusAnswers = {
  page: both('со страницей веб-сервера', 'a page of a web server'),
  contract: both('с отказом по контракту', 'a refusal of the contract'),
  own: both('со своим телом', 'a body of its own'),
  empty: both('с пустым телом', 'an empty body'),
} as const

const after = (seconds: number | null): Text =>
  seconds === null ? both('', '') : both(` и Retry-After: ${seconds}`, ` and Retry-After: ${seconds}`)

const malformed = {
  notice: both(
    'перед телом ответа появляется предупреждение PHP',
    'a warning of PHP stands before the body of the answer',
  ),
  bracket: both(
    'в теле ответа теряется последняя закрывающая скобка',
    'the body of the answer loses its last closing bracket',
  ),
  zeros: both('байты в середине ответа становятся нулями', 'bytes in the middle of the answer become zeros'),
} as const

const encodings = {
  'cp1251-as-utf8': both(
    'ответ уходит в windows-1251 под видом UTF-8',
    'the answer is windows-1251 called UTF-8',
  ),
  'utf8-as-cp1251': both(
    'ответ уходит в UTF-8 под видом windows-1251',
    'the answer is UTF-8 called windows-1251',
  ),
  bom: both('перед телом ответа стоит BOM', 'a byte order mark stands before the body of the answer'),
} as const

/** What a fault does to one exchange. */
function effect(fault: Fault): Text {
  switch (fault.kind) {
    case 'delay':
      return delayWords(fault)
    case 'bandwidth': {
      const { ru, en } = speed(fault.bytesPerSecond)
      return both(`запрос и ответ идут со скоростью ${ru}`, `request and answer travel at ${en}`)
    }
    case 'drop':
      switch (fault.when.stage) {
        case 'before':
          return both(
            'соединение рвётся раньше, чем сторона увидит запрос',
            'the connection is cut before the side sees the request',
          )
        case 'middle':
          return both(
            `соединение рвётся после ${fault.when.bytes} байт ответа`,
            `the connection is cut after ${fault.when.bytes} bytes of the answer`,
          )
        case 'after':
          return both(
            'сторона делает работу, а соединение рвётся до первого байта ответа',
            'the side does its work and the connection is cut before the first byte of the answer',
          )
      }
      break
    case 'status': {
      const [answer, wait] = [statusAnswers[fault.answer], after(fault.retryAfter)]
      return both(
        `вместо стороны приходит ${fault.status} ${answer.ru}${wait.ru}`,
        `${fault.status} comes instead of the side, with ${answer.en}${wait.en}`,
      )
    }
    case 'busy': {
      const wait = after(fault.retryAfter)
      return both(
        `вместо стороны приходит ${fault.status} с отказом по контракту${wait.ru}`,
        `${fault.status} comes instead of the side, with a refusal of the contract${wait.en}`,
      )
    }
    case 'unauthorized':
      return both(
        'вместо стороны приходит 401, каким бы ни был пароль',
        '401 comes instead of the side, whatever the password',
      )
    case 'malformed':
      return malformed[fault.how]
    case 'truncated': {
      const percent = Math.round(fault.part * 100)
      return fault.length === 'whole'
        ? both(
            `приходит ${percent} % тела ответа, хотя Content-Length обещает всё`,
            `${percent} % of the body arrive while Content-Length promises all of it`,
          )
        : both(
            `приходит ${percent} % тела ответа, и Content-Length с этим согласен`,
            `${percent} % of the body arrive, and Content-Length agrees`,
          )
    }
    case 'encoding':
      return encodings[fault.how]
    case 'duplicate':
      return both('запрос доходит до стороны дважды', 'the request reaches the side twice')
    case 'reorder': {
      const limit = duration(fault.limitMs)
      return both(
        `запрос ждёт, пока пройдут следующие (${fault.passing}), но не дольше ${limit.ru}`,
        `the request waits until ${fault.passing} more have passed, ${limit.en} at most`,
      )
    }
    case 'stale':
      return both(
        'приходит прежний ответ на тот же адрес, сторону не спрашивают',
        'the previous answer of the same address comes, the side is not asked',
      )
    case 'skew': {
      const off = skewWords(fault.minutes)
      return both(`часы стороны ${off.ru}`, `the clock of the side is ${off.en}`)
    }
    case 'expired-tls':
      return both(
        'новые соединения HTTPS видят просроченный сертификат; на HTTP без TLS это не действует',
        'new HTTPS connections see an expired certificate; plain HTTP is not affected',
      )
  }
}

/** Which exchanges, as the beginning of a sentence. */
function linkWords(
  { from, to, contract, operations, proxy }: FaultLink,
  titleOf: (operation: string) => Text,
): Text {
  const parts: Text[] = []
  if (from && to)
    parts.push(
      both(`${sideNames[from].ru} → ${sideNames[to].ru}`, `${sideNames[from].en} → ${sideNames[to].en}`),
    )
  else if (to) parts.push(both(`любая сторона → ${sideNames[to].ru}`, `any side → ${sideNames[to].en}`))
  else if (from) parts.push(both(`${sideNames[from].ru} → любая сторона`, `${sideNames[from].en} → any side`))
  else parts.push(both('Все обмены', 'All exchanges'))
  if (proxy) parts.push(both(`связь прокси «${proxy}»`, `proxy link "${proxy}"`))
  if (operations.length > 0)
    parts.push(
      joined(
        operations.map(titleOf).map(({ ru, en }) => both(`«${ru}»`, `"${en}"`)),
        ', ',
      ),
    )
  else if (contract) parts.push(both(`контракт ${contract}`, `contract ${contract}`))
  return joined(parts, ', ')
}

function howOften({ share, after: first, times }: Pick<FaultRule, 'share' | 'after' | 'times'>): Text[] {
  const parts: Text[] = []
  const percent = String(Math.round(share * 1000) / 10)
  if (share < 1)
    parts.push(both(`так с ${percent.replace('.', ',')} % запросов`, `so for ${percent} % of the requests`))
  if (first > 0) parts.push(both(`первые ${first} проходят`, `the first ${first} pass`))
  if (times > 0) parts.push(both(`всего раз: ${times}`, `${times} times in all`))
  return parts
}

const weekdayNames: readonly Text[] = [
  both('пн', 'Mon'),
  both('вт', 'Tue'),
  both('ср', 'Wed'),
  both('чт', 'Thu'),
  both('пт', 'Fri'),
  both('сб', 'Sat'),
  both('вс', 'Sun'),
]

function when(schedule: FaultSchedule | null): Text[] {
  if (!schedule) return []
  if (schedule.form === 'period')
    return [both(`с ${schedule.from} до ${schedule.until}`, `from ${schedule.from} until ${schedule.until}`)]
  const { from, until, weekdays, zone } = schedule
  const days = joined(
    [...weekdays].sort().map((day) => weekdayNames[day - 1]!),
    ', ',
  )
  const daily = weekdays.length === 7
  const window = from === until ? both('весь день', 'all day') : both(`${from}–${until}`, `${from}–${until}`)
  return [
    daily
      ? both(`ежедневно ${window.ru} (${zone})`, `daily ${window.en} (${zone})`)
      : both(`${days.ru} ${window.ru} (${zone})`, `${days.en} ${window.en} (${zone})`),
  ]
}

/** @param titleOf what an operation is called; its id when nobody knows */
export function describeRule(
  rule: Pick<FaultRule, 'link' | 'fault' | 'share' | 'after' | 'times' | 'schedule'>,
  titleOf: (operation: string) => Text = (id) => both(id, id),
): Text {
  const what = effect(rule.fault)
  const rest = [...(isStanding(rule.fault.kind) ? [] : howOften(rule)), ...when(rule.schedule)]
  const tail =
    rest.length > 0 ? both(`; ${joined(rest, ', ').ru}`, `; ${joined(rest, ', ').en}`) : both('', '')
  const head: Text =
    rule.fault.kind === 'expired-tls'
      ? both('Все соединения', 'All connections')
      : rule.fault.kind === 'skew'
        ? both(sideNames[rule.link.to ?? 'onec'].ru, sideNames[rule.link.to ?? 'onec'].en)
        : linkWords(rule.link, titleOf)
  const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
  return both(`${capital(head.ru)}: ${what.ru}${tail.ru}.`, `${capital(head.en)}: ${what.en}${tail.en}.`)
}
