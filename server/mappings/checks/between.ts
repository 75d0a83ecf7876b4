import type { Text } from '../../contracts/text.ts'
import { kindsOf, isBuiltInKind, type MappingKind, type MappingTables } from '../model.ts'
import { dictionariesNamed } from '../own/shared.ts'
import { kindTitle } from '../sharing/words.ts'
import { contradictionsIn, type Contradiction } from './between/contradictions.ts'
import { createWays, type Element, type Link } from './between/links.ts'
import { replacementRings, doubleReplacements } from './between/replacements.ts'
import { ringsOf } from './between/rings.ts'
import type { MappingProblem, ProblemCode } from './model.ts'
import { spaced } from './spelling.ts'

/**
 * What the tables say of each other. Kinds of the contracts have dictionaries of their own; an own kind may say whose
 * dictionary a side of it has (`OwnKind.same`), and then two tables can say different things of one element. Pure.
 */

type Tables = Readonly<Partial<MappingTables>>

/** A person looks for the fault in the table that they have added themselves. */
const foremost = (links: readonly Link[]): MappingKind =>
  (links.find(({ kind }) => !isBuiltInKind(kind)) ?? links[0]!).kind

function between(code: ProblemCode, links: readonly Link[], text: Text): MappingProblem {
  const kind = foremost(links)
  const rows = [...new Set(links.filter((link) => link.kind === kind).map(({ row }) => row))]
  const others = new Map(
    links.filter((link) => link.kind !== kind).map((link) => [`${link.kind}:${link.row}`, link]),
  )
  return {
    id: [kind, code, ...rows, ...others.keys()].join(':'),
    kind,
    code,
    rows,
    beside: [...others.values()].map((link) => ({ kind: link.kind, row: link.row })),
    severity: 'warning',
    text,
    fix: null,
  }
}

const identifier = ({ id, code }: Element): string => id || code

/** «Казань», and by its identifier too where the name alone would not do. */
const called = (element: Element, beside?: Element): string =>
  element.name === '' || (beside && spaced(beside.name) === spaced(element.name))
    ? [element.name && `«${element.name}»`, identifier(element)].filter(Boolean).join(' ')
    : `«${element.name}»`

/** All problems that rows of several tables make together. A person has to say which of them is right. */
export function problemsBetween(tables: Tables): MappingProblem[] {
  const kinds = kindsOf(tables)
  const dictionaryOf = dictionariesNamed(tables)
  const ways = createWays(new Map(kinds.map((kind) => [kind, tables[kind]!])))
  const titles = (links: readonly Link[]): Text => {
    const named = [...new Set(links.map(({ kind }) => kind))].map((kind) =>
      kindTitle(kind, tables[kind]?.own),
    )
    return {
      ru: named.map(({ ru }) => `«${ru}»`).join(', '),
      en: named.map(({ en }) => `"${en}"`).join(', '),
    }
  }
  const contradiction = ({ from, ways: [one, other], ends: [a, b] }: Contradiction): MappingProblem => {
    const [by, against] = [titles(one), titles(other)]
    return between('contradiction', [...one, ...other], {
      ru: `Таблицы противоречат друг другу: ${called(from)} по ${by.ru} — ${called(a, b)}, по ${against.ru} — ${called(b, a)}.`,
      en: `The tables contradict each other: ${called(from)} is ${called(a, b)} by ${by.en}, and ${called(b, a)} by ${against.en}.`,
    })
  }
  const ring = (links: readonly Link[]): MappingProblem => {
    const chain = [...links.map(({ site }) => site), links[0]!.site].map((one) => called(one)).join(' → ')
    const by = titles(links)
    return between('cycle', links, {
      ru: `Замены ходят по кругу: ${chain}. Таблицы: ${by.ru}.`,
      en: `Replacements go round: ${chain}. Tables: ${by.en}.`,
    })
  }

  const replacing = new Map<string, Link[]>()
  for (const kind of kinds) {
    const dictionary = dictionaryOf(kind, 'site')
    if (dictionary !== dictionaryOf(kind, 'onec')) continue
    replacing.set(dictionary, [...(replacing.get(dictionary) ?? []), ...ways.links(kind)])
  }
  const groups = [...replacing.values()]
  return [
    ...ringsOf(kinds, dictionaryOf)
      .flatMap((steps) => contradictionsIn(steps, ways))
      .map(contradiction),
    ...groups.flatMap(doubleReplacements).map(contradiction),
    ...groups.flatMap(replacementRings).map(ring),
    ...namedApart(tables, kinds, dictionaryOf, ways.links),
  ]
}

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A name as it is compared: letter case, «ё» and spaces make no other element. */
const nameKey = (name: string): string => spaced(name).toLowerCase().replaceAll('ё', 'е')

/**
 * One identifier of one dictionary under two names in two tables. A GUID of 1C means one element wherever it stands, so
 * tables of the contracts are compared by it too.
 */
function namedApart(
  tables: Tables,
  kinds: readonly MappingKind[],
  dictionaryOf: ReturnType<typeof dictionariesNamed>,
  linksOf: (kind: MappingKind) => readonly Link[],
): MappingProblem[] {
  const known = new Map<string, { link: Link; element: Element }>()
  const problems: MappingProblem[] = []
  for (const kind of kinds)
    for (const side of ['site', 'onec'] as const)
      for (const link of linksOf(kind)) {
        const element = link[side]
        if (element.id === '' || element.name === '') continue
        const isGuid = side === 'onec' && guid.test(element.id)
        const key = isGuid ? element.id : `${dictionaryOf(kind, side)} ${element.id}`
        const first = known.get(key)
        if (!first) known.set(key, { link, element })
        else if (first.link.kind !== kind && nameKey(first.element.name) !== nameKey(element.name)) {
          const of = (one: Link) => kindTitle(one.kind, tables[one.kind]?.own)
          const [a, b] = [of(first.link), of(link)]
          problems.push(
            between('named-apart', [first.link, link], {
              ru: `Один и тот же элемент ${element.id} назван по-разному: в «${a.ru}» — «${first.element.name}», в «${b.ru}» — «${element.name}».`,
              en: `One element ${element.id} has two names: "${first.element.name}" in "${a.en}", "${element.name}" in "${b.en}".`,
            }),
          )
        }
      }
  return problems
}
