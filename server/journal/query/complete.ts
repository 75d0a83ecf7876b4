import type { Text } from '../../contracts/text.ts'
import { printValue } from './print.ts'
import { KEYS, keyWord, type KeyWord } from './vocabulary.ts'

/** What may be written where the caret is, with an explanation. */
export interface Suggestion {
  insert: string
  /** Replaces this part of the text. */
  from: number
  to: number
  label: string
  hint: Text
}

/** Values that occur in the journal by key, most frequent first. */
export type Vocabulary = Readonly<Record<string, readonly string[]>>

const MOST = 12

const MOMENTS: readonly [string, Text][] = [
  ['15мин', { ru: 'последние 15 минут', en: 'the last 15 minutes' }],
  ['1ч', { ru: 'последний час', en: 'the last hour' }],
  ['1д', { ru: 'последние сутки', en: 'the last 24 hours' }],
  ['сегодня', { ru: 'с начала дня', en: 'since midnight' }],
  ['вчера', { ru: 'вчерашний день', en: 'yesterday' }],
]
const ENGLISH: Record<string, string> = {
  '15мин': '15m',
  '1ч': '1h',
  '1д': '1d',
  сегодня: 'today',
  вчера: 'yesterday',
}

const RANGES: Record<string, readonly [string, Text][]> = {
  status: [['>=400', { ru: 'любой отказ', en: 'any refusal' }]],
  duration: [
    ['>1s', { ru: 'дольше секунды', en: 'longer than a second' }],
    ['>100ms', { ru: 'дольше 100 мс', en: 'longer than 100 ms' }],
  ],
  size: [
    ['>1mb', { ru: 'больше мегабайта', en: 'more than a megabyte' }],
    ['>100kb', { ru: 'больше 100 КБ', en: 'more than 100 KB' }],
  ],
}

/** The word that the caret stands in or behind: back to a space, a bracket or a bar that no quotation mark encloses. */
function wordAt(text: string, caret: number): { from: number; to: number } {
  let from = 0
  let quoted = false
  for (let at = 0; at < caret; at++) {
    const char = text[at]!
    if (char === '"') quoted = !quoted
    else if (!quoted && /[\s(|]/.test(char)) from = at + 1
  }
  let to = caret
  while (to < text.length && !/[\s)|]/.test(text[to]!)) to++
  return { from, to }
}

const starts = (name: string, typed: string) => name.toLowerCase().startsWith(typed)

function keySuggestions(typed: string, from: number, to: number): Suggestion[] {
  const wanted = typed.toLowerCase()
  const suggestion = (word: KeyWord, name: string): Suggestion => ({
    insert: `${name}:`,
    from,
    to,
    label: `${name}:`,
    hint: { ru: `${word.label.ru}: ${word.hint.ru}`, en: `${word.label.en}: ${word.hint.en}` },
  })
  return KEYS.flatMap((word) => {
    const name = [word.key, ...word.aliases].find((one) => starts(one, wanted))
    return name === undefined ? [] : [suggestion(word, name)]
  })
}

function valueSuggestions(
  word: KeyWord,
  typed: string,
  from: number,
  to: number,
  vocabulary: Vocabulary,
  russian: boolean,
): Suggestion[] {
  const wanted = typed.replace(/^"/, '').toLowerCase()
  const make = (insert: string, hint: Text): Suggestion => ({ insert, from, to, label: insert, hint })
  const listed = (word.values ?? [])
    .filter(({ value, aliases, label }) =>
      [value, ...aliases, label.ru, label.en].some((name) => starts(name, wanted)),
    )
    .map(({ value, label }) => make(value, label))
  const shared = word.key === 'order' ? vocabulary['subject'] : undefined
  const seen = (vocabulary[word.key] ?? shared ?? [])
    .filter((value) => value.toLowerCase().includes(wanted) && !listed.some(({ insert }) => insert === value))
    .map((value) => make(printValue(value), { ru: 'есть в журнале', en: 'occurs in the journal' }))
  const ranges = (RANGES[word.key] ?? []).map(([text, hint]) => make(text, hint))
  const moments =
    word.range === 'at' ? MOMENTS.map(([text, hint]) => make(russian ? text : ENGLISH[text]!, hint)) : []
  return [...listed, ...seen, ...[...ranges, ...moments].filter(({ insert }) => starts(insert, wanted))]
}

/**
 * Suggestions for the place of the caret: keys, then values of the key: those of its closed list and those that occur in
 * the journal. A minus and the values before a comma stay as they are. A Russian key is answered with Russian words.
 */
export function completion(text: string, caret: number, vocabulary: Vocabulary): Suggestion[] {
  const { from, to } = wordAt(text, caret)
  const minus = text[from] === '-' ? 1 : 0
  const typed = text.slice(from + minus, caret)
  const field = /^([\p{L}_-]+):/u.exec(typed)
  const word = field && keyWord(field[1]!)
  if (!word) {
    // Inside of a quoted phrase nothing is a key.
    return /["\s]/.test(typed)
      ? []
      : keySuggestions(typed, from + minus, to).slice(0, minus || typed ? MOST : KEYS.length)
  }
  const valueFrom = from + minus + field[0].length
  const comma = text.slice(valueFrom, caret).lastIndexOf(',')
  const start = word.set && comma >= 0 ? valueFrom + comma + 1 : valueFrom
  const wanted = text.slice(start, caret)
  const russian = /[а-яё]/i.test(field[1]! + wanted)
  const found = valueSuggestions(word, wanted, start, to, vocabulary, russian)
  return found.filter(({ insert }) => insert !== text.slice(start, to)).slice(0, MOST)
}
