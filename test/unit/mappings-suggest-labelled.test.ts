import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ruleOf } from '../../server/mappings/kinds.ts'
import { DEFAULT_THRESHOLD } from '../../server/mappings/suggest/model.ts'
import { suggest } from '../../server/mappings/suggest/suggest.ts'
import { labelled, type LabelledKind } from './mappings-labelled.ts'
import { onec, site } from './mappings-values.ts'

/** How often suggestions are right, on names labelled by hand. The figures stand in docs/mappings-suggestions.md. */

const siteValue = (name: string, index: number) => site(`site-value-${index}`, name)
const onecValue = (name: string, index: number) => onec(`onec-value-${index}`, name)

interface Counts {
  pairs: number
  suggested: number
  right: number
  missed: string[]
  wrong: string[]
}

/** The lists as they would meet: all spellings at once where several may become one, else a round for each. */
function rounds({ kind, pairs }: LabelledKind): [site: string, onec: string][][] {
  const all = Object.entries(pairs).flatMap(([onec, names]) =>
    names.map((site) => [site, onec] as [string, string]),
  )
  if (ruleOf(kind).relation === 'N:1') return [all]
  const most = Math.max(...Object.values(pairs).map((names) => names.length))
  return Array.from({ length: most }, (_, round) =>
    Object.entries(pairs).flatMap(([onec, names]) =>
      names[round] === undefined ? [] : [[names[round], onec] as [string, string]],
    ),
  )
}

function measure(set: LabelledKind, threshold: number): Counts {
  const counts: Counts = { pairs: 0, suggested: 0, right: 0, missed: [], wrong: [] }
  for (const round of rounds(set)) {
    const truth = new Map(round)
    const suggestions = suggest(set.kind, {
      site: [...truth.keys(), ...set.siteAlone].map(siteValue),
      onec: [...Object.keys(set.pairs), ...set.onecAlone].map(onecValue),
    }).filter(({ confidence }) => confidence >= threshold)
    const found = new Map(suggestions.map(({ site, onec }) => [site.name, onec.name]))
    counts.pairs += truth.size
    counts.suggested += suggestions.length
    for (const [site, onec] of truth) if (!found.has(site)) counts.missed.push(`${site} → ${onec}`)
    for (const [site, onec] of found)
      if (truth.get(site) === onec) counts.right += 1
      else counts.wrong.push(`${site} → ${onec}`)
  }
  return counts
}

/** Without the padding of its tables. */
const docs = readFileSync(new URL('../../docs/mappings-suggestions.md', import.meta.url), 'utf8').replace(
  / +/g,
  ' ',
)
const percent = (part: number, whole: number): string =>
  `${((100 * part) / whole).toFixed(1).replace('.', ',')} %`

interface Measured {
  pairs: number
  suggested: number
  right: number
}
const totalOf = (results: readonly Measured[]): Measured => ({
  pairs: results.reduce((sum, { pairs }) => sum + pairs, 0),
  suggested: results.reduce((sum, { suggested }) => sum + suggested, 0),
  right: results.reduce((sum, { right }) => sum + right, 0),
})
const lineOf = (what: string, { pairs, suggested, right }: Measured): string =>
  `| ${what} | ${pairs} | ${suggested} | ${right} | ${percent(right, suggested)} | ${percent(right, pairs)} |`

it('are right on names of real towns, carriers, warehouses and methods; the docs tell the figures', () => {
  const results = labelled.map((set) => ({ kind: set.kind, ...measure(set, DEFAULT_THRESHOLD) }))
  const alone = labelled.reduce((total, set) => total + set.siteAlone.length + set.onecAlone.length, 0)
  const total = totalOf(results)
  expect(total.pairs).toBeGreaterThanOrEqual(300)
  expect(alone).toBeGreaterThanOrEqual(60)
  expect(
    total.right / total.suggested,
    results.flatMap(({ wrong }) => wrong).join('\n'),
  ).toBeGreaterThanOrEqual(0.97)
  expect(
    total.right / total.pairs,
    results.flatMap(({ missed }) => missed).join('\n'),
  ).toBeGreaterThanOrEqual(0.95)
  for (const result of results) expect(docs).toContain(lineOf(`\`${result.kind}\``, result))
  expect(docs).toContain(lineOf('all', total))
})

/** Errors that nobody chose: one letter dropped, doubled, swapped or replaced, anywhere behind the first one. */
function misspelt(name: string, random: () => number): string {
  const letters = [...name]
  const places = letters.flatMap((letter, i) =>
    i > 0 && /\p{L}/u.test(letter) && /\p{L}/u.test(letters[i - 1]!) ? [i] : [],
  )
  const at = places[Math.floor(random() * places.length)]
  if (at === undefined) return name
  const other = 'абвгдеиклмнопрстуя'[Math.floor(random() * 18)]!
  const edits = [[letters[at]!, letters[at]!], [], [other], [other, letters[at]!]]
  letters.splice(at, 1, ...edits[Math.floor(random() * edits.length)]!)
  return letters.join('')
}

it('are right on the same names with errors made by chance, none of which was looked at', () => {
  let state = 20_251_126
  const random = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648
  const results = Array.from({ length: 5 }, () =>
    labelled.map((set) => {
      const names = Object.keys(set.pairs).filter((name) => name.length >= 8)
      const pairs = Object.fromEntries(names.map((name) => [name, [misspelt(name, random)]]))
      return measure({ ...set, pairs }, DEFAULT_THRESHOLD)
    }),
  ).flat()
  const total = totalOf(results)
  expect(
    total.right / total.suggested,
    results.flatMap(({ wrong }) => wrong).join('\n'),
  ).toBeGreaterThanOrEqual(0.97)
  expect(
    total.right / total.pairs,
    results.flatMap(({ missed }) => missed).join('\n'),
  ).toBeGreaterThanOrEqual(0.75)
  expect(docs).toContain(lineOf('by chance', total))
})
