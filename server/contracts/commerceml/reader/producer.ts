import type { Text } from '../../text.ts'
import type { CmlRoot } from '../model.ts'
import type { CmlNames } from './names.ts'

/** What of a file tells who wrote it. */
interface Signs {
  version: string
  namespace: string
  attributes: ReadonlySet<string>
  node: boolean
  classifierId: string
  names: CmlNames
}

interface Guess {
  ru: string
  en: string
  /** What it was told by. */
  signs: readonly string[]
}

/** The id that every МойСклад account writes, and the example of 1C's documentation too. */
const MOYSKLAD_CLASSIFIER = 'bd72d8f9-55bc-11d9-848a-00112f43529a'

/** From the most certain sign to the least (contract sections 12, 14). */
const rules: readonly ((signs: Signs) => Guess | null)[] = [
  ({ attributes }) =>
    attributes.has('ФорматДаты')
      ? { ru: 'сайт на 1С-Битрикс', en: 'a 1C-Bitrix site', signs: ['@ФорматДаты'] }
      : null,
  ({ attributes }) =>
    attributes.has('СинхронизацияТоваров')
      ? { ru: 'МойСклад', en: 'МойСклад', signs: ['@СинхронизацияТоваров'] }
      : null,
  ({ attributes, version }) =>
    attributes.has('xsi:noNamespaceSchemaLocation')
      ? { ru: 'Бизнес.Ру', en: 'Бизнес.Ру', signs: ['xsi:noNamespaceSchemaLocation', version] }
      : null,
  ({ node, version, namespace }) =>
    node && (version.startsWith('3') || namespace.endsWith('commerceml_3'))
      ? { ru: 'модуль обмена с Битрикс 3.1', en: 'the Bitrix exchange module 3.1', signs: [version, '@Ид'] }
      : null,
  ({ node, names, version }) =>
    node || (names.count('НомерВерсии') > 0 && names.count('ПометкаУдаления') > 0)
      ? {
          ru: 'модуль обмена с Битрикс 2.09–2.10',
          en: 'the Bitrix exchange module 2.09–2.10',
          signs: [version, 'НомерВерсии'],
        }
      : null,
  ({ names, version }) =>
    names.count('Контейнер') > 0
      ? { ru: 'сайт, обмен версии 3.1', en: 'a site, exchange of version 3.1', signs: [version, 'Контейнер'] }
      : null,
  ({ namespace, version }) =>
    /commerceml_2(?:08|10)$/.test(namespace)
      ? { ru: '1С:УНФ', en: '1С:УНФ', signs: [version, namespace] }
      : null,
  ({ namespace, version }) =>
    namespace === 'urn:1C.ru:commerceml_2'
      ? {
          ru: '1С:Управление торговлей 11, КА, ERP или Розница',
          en: '1С:УТ 11, КА, ERP or Розница',
          signs: [version, namespace],
        }
      : null,
  ({ classifierId, version }) =>
    classifierId === MOYSKLAD_CLASSIFIER && (version === '2.04' || version === '2.05')
      ? {
          ru: 'МойСклад или пример из документации 1С',
          en: 'МойСклад or the example of the documentation of 1C',
          signs: [version, MOYSKLAD_CLASSIFIER],
        }
      : null,
  ({ version, namespace }) =>
    version === '2.07' && namespace === ''
      ? { ru: '1С:Управление торговлей 10.3', en: '1С:УТ 10.3', signs: [version, 'xmlns нет'] }
      : null,
]

/** Who probably wrote a file, with the signs that tell it. `root`: `null` when there was none. */
export function producerOf(root: CmlRoot | null, classifierId: string, names: CmlNames): Text {
  const signs: Signs = {
    version: root?.version ?? '',
    namespace: root?.namespace ?? '',
    attributes: new Set((root?.extra ?? []).map(({ name }) => name.replace(/^@/, ''))),
    node: root?.node != null,
    classifierId,
    names,
  }
  for (const rule of rules) {
    const guess = rule(signs)
    if (!guess) continue
    const told = guess.signs.filter((sign) => sign !== '').join(', ')
    return { ru: `Похоже на: ${guess.ru} (признаки: ${told})`, en: `Probably ${guess.en} (by ${told})` }
  }
  const version = signs.version === '' ? '—' : signs.version
  return {
    ru: `По признакам не определить (версия ${version})`,
    en: `The signs do not tell (version ${version})`,
  }
}
