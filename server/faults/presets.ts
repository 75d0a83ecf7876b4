import type { z } from 'zod'
import type { Text } from '../contracts/text.ts'
import { FaultRule, type FaultSchedule } from './model.ts'

/** Situations of the field as data: what goes wrong there, as rules that are switched on together. Pure. */
export interface FaultPreset {
  id: string
  title: Text
  description: Text
  /** Their ids begin with that of the preset. */
  rules: readonly FaultRule[]
}

type Draft = Omit<z.input<typeof FaultRule>, 'id' | 'preset' | 'name' | 'seed'> & { id: string; name: string }

/** Names of rules are data of the workspace, so they have one language: that of most of its readers. */
function preset(id: string, title: Text, description: Text, drafts: readonly Draft[]): FaultPreset {
  const rules = drafts.map((draft, index) =>
    FaultRule.parse({ ...draft, id: `${id}.${draft.id}`, preset: id, seed: 1000 + index }),
  )
  return { id, title, description, rules }
}

const nightly: FaultSchedule = {
  form: 'daily',
  from: '02:00',
  until: '04:30',
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  zone: 'Europe/Moscow',
}

export const faultPresets: readonly FaultPreset[] = [
  preset(
    'cheap-hosting',
    { ru: 'Сайт на дешёвом хостинге', en: 'A site on cheap hosting' },
    {
      ru: 'Отвечает медленно, иногда очень; изредка 502 и 504 от nginx, обрезанные ответы и предупреждения PHP.',
      en: 'Answers slowly, sometimes very slowly; now and then 502 and 504 of nginx, cut bodies and warnings of PHP.',
    },
    [
      {
        id: 'slow',
        name: 'Хостинг: долгий хвост задержек',
        link: { to: 'site' },
        fault: { kind: 'delay', time: { form: 'tail', median: 700, spread: 0.9 } },
      },
      {
        id: 'bad-gateway',
        name: 'Хостинг: 502 от nginx',
        link: { to: 'site' },
        fault: { kind: 'status', status: 502, answer: 'page' },
        share: 0.03,
      },
      {
        id: 'gateway-timeout',
        name: 'Хостинг: 504 от nginx',
        link: { to: 'site' },
        fault: { kind: 'status', status: 504, answer: 'page' },
        share: 0.02,
      },
      {
        id: 'cut',
        name: 'Хостинг: ответ обрезан',
        link: { to: 'site' },
        fault: { kind: 'truncated', part: 0.6, length: 'whole' },
        share: 0.03,
      },
      {
        id: 'notice',
        name: 'Хостинг: предупреждение PHP',
        link: { to: 'site' },
        fault: { kind: 'malformed', how: 'notice' },
        share: 0.02,
      },
    ],
  ),
  preset(
    'onec-update',
    { ru: '1С заблокирована обновлением', en: '1C is locked for an update' },
    {
      ru: 'Первые минуты 503 по контракту («база на обслуживании»), потом веб-сервер отвечает страницей: расширение ещё не опубликовано.',
      en: 'At first 503 of the contract ("the infobase is under maintenance"), then a page of the web server: the service is not published yet.',
    },
    [
      {
        id: 'maintenance',
        name: 'Обновление 1С: база на обслуживании',
        link: { to: 'onec' },
        fault: { kind: 'busy', status: 503, retryAfter: 30 },
        times: 20,
      },
      {
        id: 'page',
        name: 'Обновление 1С: страница веб-сервера',
        link: { to: 'onec' },
        fault: { kind: 'status', status: 503, answer: 'page', retryAfter: 30 },
      },
    ],
  ),
  preset(
    'ksup-flaky',
    { ru: 'КСУП отвечает через раз', en: 'KSUP answers every other time' },
    {
      ru: 'Половина сообщений остаётся без ответа: часть рвётся до обработки, часть после, и отправитель обязан повторить.',
      en: 'Half of the messages get no answer: some are cut before, some after the work, and the sender has to repeat.',
    },
    [
      {
        id: 'before',
        name: 'КСУП через раз: обрыв до обработки',
        link: { to: 'ksup' },
        fault: { kind: 'drop', when: { stage: 'before' } },
        share: 0.25,
      },
      {
        id: 'after',
        name: 'КСУП через раз: обрыв после обработки',
        link: { to: 'ksup' },
        fault: { kind: 'drop', when: { stage: 'after' } },
        share: 0.33,
      },
    ],
  ),
  preset(
    'night-jobs',
    { ru: 'Ночной регламент', en: 'Nightly jobs' },
    {
      ru: 'С 02:00 до 04:30 по Москве 1С занята: отвечает по минуте или отказывает 503, остальное время всё в порядке.',
      en: 'From 02:00 to 04:30 Moscow time 1C is busy: it takes a minute to answer or refuses with 503; all is well otherwise.',
    },
    [
      {
        id: 'busy',
        name: 'Ночной регламент: 503',
        link: { to: 'onec' },
        fault: { kind: 'busy', status: 503, retryAfter: 60 },
        share: 0.3,
        schedule: nightly,
      },
      {
        id: 'slow',
        name: 'Ночной регламент: долгие ответы',
        link: { to: 'onec' },
        fault: { kind: 'delay', time: { form: 'normal', mean: 20_000, deviation: 10_000 } },
        schedule: nightly,
      },
    ],
  ),
  preset(
    'warehouse-mobile',
    { ru: 'Мобильный интернет склада', en: 'Mobile internet of a warehouse' },
    {
      ru: 'Канал 16 КБ/с с неровной задержкой, связь пропадает посреди ответа.',
      en: 'A line of 16 KB/s with uneven delays that is lost in the middle of an answer.',
    },
    [
      { id: 'line', name: 'Склад: канал 16 КБ/с', fault: { kind: 'bandwidth', bytesPerSecond: 16_384 } },
      {
        id: 'jitter',
        name: 'Склад: неровная задержка',
        fault: { kind: 'delay', time: { form: 'normal', mean: 400, deviation: 250 } },
      },
      {
        id: 'lost',
        name: 'Склад: связь пропала посреди ответа',
        fault: { kind: 'drop', when: { stage: 'middle', bytes: 200 } },
        share: 0.05,
      },
    ],
  ),
  preset(
    'wrong-clocks',
    { ru: 'Часы убежали', en: 'The clocks have run away' },
    {
      ru: 'Часы сайта спешат на 3 часа (зона настроена дважды), часы 1С отстают на сутки: сроки и версии спорят друг с другом.',
      en: 'The clock of the site is 3 hours ahead (its zone was set twice), that of 1C a day behind: terms and versions disagree.',
    },
    [
      {
        id: 'site',
        name: 'Часы сайта спешат на 3 ч',
        link: { to: 'site' },
        fault: { kind: 'skew', minutes: 180 },
      },
      {
        id: 'onec',
        name: 'Часы 1С отстают на сутки',
        link: { to: 'onec' },
        fault: { kind: 'skew', minutes: -1440 },
      },
    ],
  ),
  preset(
    'expired-certificate',
    { ru: 'Просроченный сертификат', en: 'An expired certificate' },
    {
      ru: 'HTTPS стенда показывает сертификат, срок которого вышел. Действует, когда HTTPS включён; на HTTP без TLS не влияет.',
      en: 'HTTPS of the bench shows a certificate that has expired. Needs HTTPS switched on; plain HTTP is not affected.',
    },
    [{ id: 'tls', name: 'Сертификат просрочен', fault: { kind: 'expired-tls' } }],
  ),
  preset(
    'storm-401',
    { ru: 'Шторм 401', en: 'A storm of 401' },
    {
      ru: 'Пароль сменили, а предупредить забыли: все стороны получают 401, пока помеху не выключат.',
      en: 'The password was changed and nobody was told: every side gets 401 until the fault is switched off.',
    },
    [{ id: 'all', name: 'Шторм 401', fault: { kind: 'unauthorized' } }],
  ),
  preset(
    'duplicates',
    { ru: 'Дубли доставки', en: 'Duplicate deliveries' },
    {
      ru: 'Каждый третий запрос доходит дважды: прокси или балансировщик повторил его сам.',
      en: 'Every third request arrives twice: a proxy or a balancer has repeated it.',
    },
    [{ id: 'all', name: 'Дубли доставки', fault: { kind: 'duplicate' }, share: 0.33 }],
  ),
  preset(
    'out-of-order',
    { ru: 'Перестановка сообщений', en: 'Messages out of order' },
    {
      ru: 'Каждый четвёртый запрос задерживается, пока не пройдут два следующих, но не дольше 5 секунд.',
      en: 'Every fourth request waits until the next two have passed, 5 seconds at most.',
    },
    [
      {
        id: 'all',
        name: 'Перестановка сообщений',
        fault: { kind: 'reorder', passing: 2, limitMs: 5000 },
        share: 0.25,
      },
    ],
  ),
]
