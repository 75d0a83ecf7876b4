import type { Text } from '../contracts/text.ts'
import { WrongInput } from '../storage/refusal.ts'
import type { ErrandParamInfo, ErrandParams, ErrandValue } from './model.ts'

/** Parameters of a schedule against those of its kind. Pure. */

const wrong = (ru: string, en: string): WrongInput => new WrongInput('ERRAND-PARAMS', { ru, en })

function checked(info: ErrandParamInfo, given: ErrandValue | undefined): ErrandValue {
  const value = given ?? info.default
  const { ru, en } = info.title
  if (info.type === 'flag') {
    if (typeof value !== 'boolean') throw wrong(`«${ru}»: нужно да или нет.`, `"${en}" takes yes or no.`)
    return value
  }
  if (info.type === 'number') {
    if (typeof value === 'number' && Number.isInteger(value) && value >= info.min && value <= info.max)
      return value
    throw wrong(
      `«${ru}»: нужно целое число от ${info.min} до ${info.max}.`,
      `"${en}" takes a whole number from ${info.min} to ${info.max}.`,
    )
  }
  if (info.type === 'names') {
    if (Array.isArray(value)) return value
    throw wrong(`«${ru}»: нужен список.`, `"${en}" takes a list.`)
  }
  if (typeof value !== 'string') throw wrong(`«${ru}»: нужен текст.`, `"${en}" takes a text.`)
  if (info.type === 'choice' && !info.options.some((option) => option.value === value)) {
    const known = info.options.map((option) => option.value).join(', ')
    throw wrong(
      known === ''
        ? `«${ru}»: выбирать пока не из чего, добавьте его на экране этой стороны.`
        : `«${ru}»: нет такого — «${value}». Есть: ${known}.`,
      known === ''
        ? `"${en}": there is nothing to choose from yet; add it on the screen of the side.`
        : `"${en}": there is no "${value}". There are: ${known}.`,
    )
  }
  return value
}

/**
 * All parameters of the kind, those that were not given by their defaults.
 * @throws WrongInput `ERRAND-PARAMS` for a value that does not fit, or a name that the kind does not have
 */
export function paramsFor(infos: readonly ErrandParamInfo[], given: ErrandParams): ErrandParams {
  const strange = Object.keys(given).find((name) => !infos.some((info) => info.name === name))
  if (strange !== undefined) {
    const known = infos.map(({ name }) => name).join(', ') || '—'
    throw wrong(
      `У этого задания нет параметра «${strange}». Есть: ${known}.`,
      `The errand has no parameter "${strange}". It has: ${known}.`,
    )
  }
  return Object.fromEntries(infos.map((info) => [info.name, checked(info, given[info.name])]))
}

/** Names of a list that are told; of the rest only how many they are. */
const MOST_TOLD = 3

function namesWords(names: readonly string[]): Text {
  const told = names.slice(0, MOST_TOLD).join(', ')
  const rest = names.length - MOST_TOLD
  return rest > 0 ? { ru: `${told} и ещё ${rest}`, en: `${told} and ${rest} more` } : { ru: told, en: told }
}

/** The parameters in words: `Узел: Магазин, полная выгрузка`. */
export function paramsWords(infos: readonly ErrandParamInfo[], given: ErrandParams): Text {
  const told = infos.flatMap((info): Text[] => {
    const value = given[info.name] ?? info.default
    if (info.type === 'flag') return value === true ? [info.title] : []
    if (Array.isArray(value) && value.length === 0) return []
    const words = Array.isArray(value)
      ? namesWords(value)
      : (info.options.find((option) => option.value === value)?.label ?? {
          ru: String(value),
          en: String(value),
        })
    return [{ ru: `${info.title.ru}: ${words.ru}`, en: `${info.title.en}: ${words.en}` }]
  })
  return { ru: told.map(({ ru }) => ru).join(', '), en: told.map(({ en }) => en).join(', ') }
}
