import { describe, expect, it } from 'vitest'
import { en } from '../../renderer/i18n/en.ts'
import { plural, setLocale, t } from '../../renderer/i18n/index.ts'
import { ru } from '../../renderer/i18n/ru.ts'

const sources = import.meta.glob<string>(
  ['../../renderer/**/*.{vue,ts}', '!../../renderer/i18n/{ru,en}/*', '!../../renderer/i18n/{ru,en}.ts'],
  { query: '?raw', import: 'default', eager: true },
)

type Tree = { [key: string]: string | Tree }

function leaves(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${prefix}${key}`, value] as [string, string]]
      : leaves(value, `${prefix}${key}.`),
  )
}

const russian = new Map(leaves(ru))
const english = new Map(leaves(en))
const code = Object.values(sources).join('\n')
const withoutComments = (source: string) =>
  source.replace(/<!--[\s\S]*?-->|\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')

describe('dictionaries of the renderer', () => {
  it('has sources to look at', () => {
    expect(Object.keys(sources).length).toBeGreaterThan(80)
    expect(russian.size).toBeGreaterThan(300)
  })

  it('both languages have the same keys, none of them empty', () => {
    expect([...english.keys()].sort()).toEqual([...russian.keys()].sort())
    expect([...russian, ...english].filter(([, sentence]) => sentence.trim() === '')).toEqual([])
  })

  it('both languages fill in the same values', () => {
    const names = (sentence: string) =>
      [...new Set([...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort()
    const different = [...russian].filter(
      ([key, sentence]) => names(sentence).join() !== names(english.get(key)!).join(),
    )
    expect(different).toEqual([])
  })

  it('every key that the code names exists', () => {
    const named = [...code.matchAll(/\b(?:t|plural)\(\s*'([\w.]+)'/g)].map(([, key]) => key!)
    expect(named.length).toBeGreaterThan(150)
    expect(named.filter((key) => !russian.has(key))).toEqual([])
  })

  it('every key of the dictionaries is used', () => {
    const literals = new Set(
      [...code.matchAll(/['"`]([\w-]+(?:\.[\w-]+)+)['"`]/g)].map(([, literal]) => literal!),
    )
    // `t(`site.state.${state}`)` and `t(`overview.step.${step}.title`)`: a computed part stands for one level.
    const patterns = [...code.matchAll(/`([\w.]+\.)\$\{[^}`]+\}([\w.]*)(\$\{[^}`]+\})?`/g)].map(
      ([, before, after, more]) =>
        new RegExp(
          `^${before!.replaceAll('.', '\\.')}[\\w-]+${after!.replaceAll('.', '\\.')}${more ? '[\\w-]+' : ''}$`,
        ),
    )
    const unused = [...russian.keys()].filter(
      (key) => !literals.has(key) && !patterns.some((pattern) => pattern.test(key)),
    )
    expect(unused).toEqual([])
  })

  it('no Russian text stands outside the dictionaries', () => {
    const found = Object.entries(sources).flatMap(([file, source]) =>
      withoutComments(source)
        .split('\n')
        .filter((line) => /[а-яё]/i.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    )
    expect(found).toEqual([])
  })

  it('no visible English stands in the templates', () => {
    const words = Object.entries(sources).flatMap(([file, source]) => {
      const template = /<template>([\s\S]*)<\/template>/.exec(withoutComments(source))?.[1] ?? ''
      const visible = template.replace(/\{\{[\s\S]*?\}\}/g, '').replace(/<(?:"[^"]*"|[^>"])*>/g, '\n')
      return visible
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => /[a-z]{2}/i.test(line) && !notTranslated.has(line))
        .map((line) => `${file}: ${line}`)
    })
    expect(words).toEqual([])
  })

  it('English sentences hold Russian only where it is data', () => {
    const mixed = [...english].filter(([key, sentence]) => /[а-яё]/i.test(sentence) && !russianData.has(key))
    expect(mixed.map(([key]) => key)).toEqual([])
  })

  it('the forms of a number follow the language', () => {
    setLocale('ru')
    expect([1, 2, 5, 11, 21, 22, 112].map((n) => plural('common.rows', n))).toEqual([
      '1 строка',
      '2 строки',
      '5 строк',
      '11 строк',
      '21 строка',
      '22 строки',
      '112 строк',
    ])
    setLocale('en')
    expect([0, 1, 2].map((n) => plural('common.rows', n))).toEqual(['0 rows', '1 row', '2 rows'])
    expect(t('nav.journal')).toBe('Journal')
    setLocale('ru')
    expect(t('nav.journal')).toBe('Журнал')
  })
})

/** Names of standards and codes of the contract, the same in every language. */
const notTranslated = new Set(['Ctrl+K', 'cURL', 'ORD-500', 'ORD-503', 'SHA-256', 'X-Request-Id', '×'])

/** Values of the wire and of the switch of languages. */
const russianData = new Set([
  'action.switchLanguage',
  'cmlSite.imports.id',
  'onec.item.defaultUnit',
  'onec.paymentHint',
  'shell.languageName.ru',
])
