import type { Text } from '../../contracts/text.ts'
import { toLocalTime } from '../../contracts/time.ts'
import type { Query, RangeTerm, SetTerm, Term, TextScope } from './model.ts'
import { keyWord, valueWord } from './vocabulary.ts'

/** A query in plain words: «статус 400 и больше, операция booking». */

type Language = keyof Text

const SCOPE: Record<TextScope, Text> = {
  all: { ru: 'есть', en: 'contains' },
  path: { ru: 'в адресе', en: 'the address contains' },
  head: { ru: 'в заголовках', en: 'the headers contain' },
  request: { ru: 'в теле запроса', en: 'the request body contains' },
  response: { ru: 'в теле ответа', en: 'the answer body contains' },
  body: { ru: 'в телах', en: 'a body contains' },
}

const joined = (list: readonly string[], language: Language) =>
  list.join(language === 'ru' ? ' или ' : ' or ')

function valueName({ key }: SetTerm, value: string, language: Language): string {
  const found = valueWord(keyWord(key)!.values ?? [], value)
  if (!found) return value
  const label = found.label[language]
  return key === 'status' && value !== 'failed' ? `${value} (${label})` : label
}

function setText(term: SetTerm, language: Language): string {
  const values = joined(
    term.values.map((value) => valueName(term, value, language)),
    language,
  )
  // Marks and mappings read as sentences of their own.
  if (term.key === 'is' || term.key === 'mapping') return values
  return `${keyWord(term.key)!.label[language]} ${values}`
}

const number = (value: number, language: Language) =>
  value.toLocaleString(language === 'ru' ? 'ru-RU' : 'en-GB', {
    maximumFractionDigits: 1,
    useGrouping: false,
  })

const STEPS: Record<'duration' | 'size', readonly [number, Text][]> = {
  duration: [
    [3_600_000, { ru: 'ч', en: 'h' }],
    [60_000, { ru: 'мин', en: 'min' }],
    [1000, { ru: 'с', en: 's' }],
    [1, { ru: 'мс', en: 'ms' }],
  ],
  size: [
    [1024 ** 3, { ru: 'ГБ', en: 'GB' }],
    [1024 ** 2, { ru: 'МБ', en: 'MB' }],
    [1024, { ru: 'КБ', en: 'KB' }],
    [1, { ru: 'Б', en: 'B' }],
  ],
}

/** A printed moment in the person's own order of day and month, seconds only when there are some. */
function moment(at: number, language: Language, zone: string): string {
  const [date = '', time = ''] = toLocalTime(new Date(at), zone).split('T')
  const [year, month, day] = date.split('-')
  const clock = time.endsWith(':00') ? time.slice(0, 5) : time
  const shown = language === 'ru' ? `${day}.${month}.${year}` : date
  return clock === '00:00' ? shown : `${shown} ${clock}`
}

function amount(key: RangeTerm['key'], value: number, language: Language, zone: string): string {
  if (key === 'at') return moment(value, language, zone)
  if (key !== 'duration' && key !== 'size') return String(value)
  const [unit, name] = STEPS[key].find(([one]) => value >= one) ?? STEPS[key].at(-1)!
  return `${number(value / unit, language)}\u00A0${name[language]}`
}

function rangeText({ key, from, to }: RangeTerm, language: Language, zone: string): string {
  const show = (value: number) => amount(key, value, language, zone)
  // Whole numbers read better with the last value that still belongs to the range.
  const last = (value: number) => show(key === 'status' || key === 'id' ? value - 1 : value)
  const name = keyWord(key)!.label[language]
  const ru = language === 'ru'
  if (key === 'at') {
    if (to === null) return `${ru ? 'с' : 'since'} ${show(from ?? 0)}`
    if (from === null) return `${ru ? 'до' : 'before'} ${show(to)}`
    return ru ? `с ${show(from)} до ${show(to)}` : `from ${show(from)} until ${show(to)}`
  }
  if (to === null) return ru ? `${name} ${show(from ?? 0)} и больше` : `${name} ${show(from ?? 0)} or more`
  if (from === null) return ru ? `${name} до ${last(to)}` : `${name} up to ${last(to)}`
  return ru ? `${name} от ${show(from)} до ${last(to)}` : `${name} from ${show(from)} to ${last(to)}`
}

function termText(term: Term, language: Language, zone: string): string {
  switch (term.kind) {
    case 'text':
      return `${SCOPE[term.in][language]} «${term.words}${term.prefix ? '…' : ''}»`
    case 'set':
      return setText(term, language)
    case 'range':
      return rangeText(term, language, zone)
    case 'any':
      return joined(
        term.of.map((query) => `(${queryText(query, language, zone)})`),
        language,
      )
  }
}

function queryText({ terms }: Query, language: Language, zone: string): string {
  const not = language === 'ru' ? 'кроме: ' : 'except: '
  return terms.map((term) => (term.not ? not : '') + termText(term, language, zone)).join(', ')
}

/** The query as a sentence of both languages; empty for one that finds everything. */
export function describeQuery(query: Query, zone: string): Text {
  return { ru: queryText(query, 'ru', zone), en: queryText(query, 'en', zone) }
}
