import type { ParsedQuery, Query, QueryPart, QueryProblem, Term, TextScope } from './model.ts'
import type { Clock } from './quantity.ts'
import { readRange } from './range.ts'
import { readSyntax, type FieldNode, type GroupNode, type Node, type Value, type WordNode } from './syntax.ts'
import { keyWord, valueWord, type KeyWord } from './vocabulary.ts'

const EXACT_STATUS = /^\d{1,3}$/
const SOMETHING = /[\p{L}\p{N}]/u

/**
 * Reads a query of the journal. Never throws: what cannot be understood is told in `problems` and left out.
 * Words are searched everywhere, all of them must be found; a minus before a term turns it round, `|` stands for «или».
 */
export function parseQuery(text: string, clock: Clock): ParsedQuery {
  const problems: QueryProblem[] = []
  const problem = (ru: string, en: string, { from, to }: { from: number; to: number }) =>
    void problems.push({ message: { ru, en }, from, to })

  function textTerm(value: Value, not: boolean, scope: TextScope): Term | null {
    // Quotation marks alone make no phrase: `"16696"` is one word, but it is meant as it stands. So is a word that only
    // quotation marks keep from being read as a comparison: the second value of `header:a,<=1h`.
    const phrase = value.quoted || (scope !== 'all' && /^[<>=]/.test(value.text))
    if (SOMETHING.test(value.text))
      return { kind: 'text', not, words: value.text, phrase, prefix: value.star, in: scope }
    problem('Искать нечего: нет ни букв, ни цифр.', 'Nothing to search: no letters and no digits.', value)
    return null
  }

  function wordTerm({ value, not }: WordNode): Term | null {
    const key = value.quoted ? null : /^(\p{L}{2,}):(?!\/\/)/u.exec(value.text)?.[1]
    if (key)
      problem(
        `Ключа «${key}» нет. Чтобы искать такой текст, возьмите его в кавычки.`,
        `There is no key “${key}”. Put the text in quotation marks to search for it.`,
        { from: value.from, to: value.from + key.length },
      )
    return textTerm(value, not, 'all')
  }

  function setValue(word: KeyWord, value: Value): string | null {
    // An asterisk of a set is a part of the mask (`op:regate.*`).
    const typed = value.star ? `${value.text}*` : value.text
    if (word.set === 'status' && EXACT_STATUS.test(typed)) return String(Number(typed))
    if (word.values) {
      const known = valueWord(word.values, typed)
      if (known) return known.value
    } else if (word.set === 'id') {
      if (/^[1-9]\d{0,14}$/.test(typed)) return typed
    } else if (typed.trim() !== '') return word.set === 'method' ? typed.toUpperCase() : typed
    const expected = word.values?.map((one) => one.value).join(', ')
    problem(
      expected ? `«${typed}»: такого значения нет. Есть: ${expected}.` : `«${typed}»: такого значения нет.`,
      expected ? `“${typed}”: no such value. There are: ${expected}.` : `“${typed}”: no such value.`,
      value,
    )
    return null
  }

  function fieldTerms(node: FieldNode): Term[] {
    const word = keyWord(node.key)!
    const { not } = node
    if (node.values.length === 0) {
      problem(
        `После «${node.key}:» нужно значение: ${word.hint.ru}.`,
        `A value is needed after “${node.key}:”: ${word.hint.en}.`,
        node,
      )
      return []
    }
    if (word.text) {
      const scope = word.text
      if (node.operator) problem('Здесь нельзя сравнивать.', 'There is nothing to compare here.', node)
      return alternativesOf(
        node.values.map((value) => textTerm(value, false, scope)).filter((term) => term !== null),
        not,
      )
    }
    if (word.range && !node.values[0]!.quoted) {
      // A comma of a number (`1,5s`) is no separator of a range.
      const bounds = readRange(word, node.operator, node.raw, clock)
      if (bounds) return [{ kind: 'range', not, key: word.range, ...bounds }]
      if (bounds === null) {
        problem(
          `«${node.operator}${node.raw}» не прочитать. Пишите так: ${word.hint.ru}.`,
          `“${node.operator}${node.raw}” cannot be read. Write: ${word.hint.en}.`,
          node,
        )
        return []
      }
    } else if (!word.set || node.operator) {
      problem('Здесь нельзя сравнивать.', 'There is nothing to compare here.', node)
      if (!word.set) return []
    }
    const values = node.values.map((value) => setValue(word, value)).filter((value) => value !== null)
    return values.length === 0 ? [] : [{ kind: 'set', not, key: word.set!, values: [...new Set(values)] }]
  }

  /** `body:a,b`: one of the two. */
  function alternativesOf(terms: Term[], not: boolean): Term[] {
    if (terms.length <= 1) return terms.map((term) => ({ ...term, not }))
    return [{ kind: 'any', not, of: terms.map((term) => ({ terms: [term] })) }]
  }

  function groupTerms(node: GroupNode): Term[] {
    const of = queriesOf(node.of)
    if (of.length === 0) problem('Скобки пустые.', 'The brackets are empty.', node)
    if (of.length === 0) return []
    if (of.length > 1) return [{ kind: 'any', not: node.not, of }]
    const { terms } = of[0]!
    if (!node.not) return terms
    if (terms.length > 1) return [{ kind: 'any', not: true, of }]
    const turned = { ...terms[0]!, not: !terms[0]!.not }
    // `-(-(a b))` is `a b` again: no term of its own.
    return turned.kind === 'any' && !turned.not && turned.of.length === 1 ? turned.of[0]!.terms : [turned]
  }

  function termsOf(node: Node): Term[] {
    if (node.kind === 'group') return groupTerms(node)
    if (node.kind === 'field') return fieldTerms(node)
    const term = wordTerm(node)
    return term ? [term] : []
  }

  /** Alternatives in which nothing was understood do not count: they would let everything through. */
  function queriesOf(alternatives: Node[][]): Query[] {
    return alternatives
      .map((nodes): Query => ({ terms: nodes.flatMap(termsOf) }))
      .filter(({ terms }) => terms.length > 0)
  }

  const syntax = readSyntax(text, (name) => keyWord(name) !== undefined)
  const parts = partsOf(syntax.alternatives)
  const all = [...syntax.problems, ...problems].sort((a, b) => a.from - b.from)
  return { query: { terms: parts.map(({ term }) => term) }, problems: all, parts }

  function partsOf(alternatives: Node[][]): QueryPart[] {
    if (alternatives.length === 1)
      return alternatives[0]!.flatMap((node) =>
        termsOf(node).map((term) => ({ term, from: node.from, to: node.to })),
      )
    const of = queriesOf(alternatives)
    const whole = { from: 0, to: text.length }
    if (of.length > 1) return [{ term: { kind: 'any', not: false, of }, ...whole }]
    return (of[0]?.terms ?? []).map((term) => ({ term, ...whole }))
  }
}
