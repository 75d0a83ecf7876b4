import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { fail, root } from './project.mjs'

/**
 * Makes docs/requirements.md: which test shows which requirement of which contract. Tests name requirements in their titles,
 * `it('[A-22] …')`. With `--check` nothing is written; a stale file or a requirement that neither a test nor a reason covers fails.
 */

const dataFile = join(root, 'docs/requirements.data.json')
const mapFile = join(root, 'docs/requirements.md')

/**
 * `planned`: what waits for a part of the program that is not built; it is no failure, and it does not count as covered.
 * @typedef {{ title: string, requirements: Record<string, string>, notByProgram: Record<string, string>, planned?: string[] }} Contract
 */

/** @type {{ contracts: Contract[] }} */
const { contracts } = JSON.parse(await readFile(dataFile, 'utf8'))
const tests = await testsById()

const unknown = contracts.flatMap(({ requirements, notByProgram }) =>
  Object.keys(notByProgram).filter((id) => !requirements[id]),
)
if (unknown.length) fail(`docs/requirements.data.json gives reasons for unknown ids: ${unknown.join(', ')}`)

const map = page()
if (!process.argv.includes('--check')) await writeFile(mapFile, map)
else if ((await readFile(mapFile, 'utf8').catch(() => '')) !== map)
  fail('docs/requirements.md is stale: run `npm run requirements` and commit it')

const stray = (await scenarios()).flatMap(({ id: name, proves }) =>
  proves
    .flatMap(expanded)
    .filter((id) => !contracts.some(({ requirements }) => requirements[id]) && !id.startsWith('I-'))
    .map((id) => `${name} ${id}`),
)
if (stray.length) fail(`Scenarios name requirements that do not exist: ${stray.join(', ')}`)

for (const contract of contracts) {
  const count = Object.keys(contract.requirements).length
  const unwalked = unwalkedOf(contract)
  console.log(`${contract.title}: ${count - uncoveredOf(contract).length} of ${count} requirements covered`)
  if (unwalked.length) console.log(`  not walked by a scenario: ${unwalked.join(', ')}`)
}
const uncovered = contracts.flatMap((contract) =>
  uncoveredOf(contract).filter((id) => !contract.planned?.includes(id)),
)
if (uncovered.length) fail(`Neither a test nor a reason nor a plan: ${uncovered.join(', ')}`)

/** @param {Contract} contract */
function uncoveredOf({ requirements, notByProgram }) {
  return Object.keys(requirements).filter((id) => shownBy(id).length === 0 && !notByProgram[id])
}

/**
 * @param {Contract} contract
 * @returns what a program shows and no shipped scenario walks
 */
function unwalkedOf({ requirements, notByProgram }) {
  return Object.keys(requirements).filter(
    (id) => !notByProgram[id] && !shownBy(id).some(({ file }) => file.startsWith('scenario ')),
  )
}

/**
 * @param {string} id
 * @returns tests of the requirement; a section of CommerceML is also shown by tests of its parts, `C §2.5` by `C §2.5 BOM`
 */
function shownBy(id) {
  if (!id.startsWith('C §')) return tests.get(id) ?? []
  const parts = [...tests].filter(([known]) => known === id || known.startsWith(`${id} `))
  return [
    ...new Map(parts.flatMap(([, shown]) => shown).map((test) => [test.file + test.title, test])).values(),
  ]
}

/** @returns {Promise<Map<string, { title: string, file: string }[]>>} tests whose titles carry the id, in order of files */
async function testsById() {
  const files = (await readdir(join(root, 'test'), { recursive: true }))
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
  /** @type {Map<string, { title: string, file: string }[]>} */
  const found = new Map()
  for (const name of files) {
    const file = `test/${name}`
    for (const title of titles(await readFile(join(root, file), 'utf8')))
      for (const [, ids] of title.matchAll(/\[((?:(?:[ABDP]D?|LA)-\d+|C §\d)[^\]]*)\]/g))
        for (const id of expanded(ids ?? ''))
          found.set(id, [...(found.get(id) ?? []), { title: plain(title), file }])
  }
  for (const { id: name, title, proves } of await scenarios())
    for (const id of proves.flatMap(expanded))
      found.set(id, [...(found.get(id) ?? []), { title, file: `scenario ${name}` }])
  return found
}

/** @returns {Promise<{ id: string, title: string, proves: string[] }[]>} shipped scenarios with the requirements that they walk */
async function scenarios() {
  const folder = join(root, 'fixtures/scenarios')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()
  return Promise.all(
    names.map(async (name) => {
      const { scenario, proves = [] } = parse(await readFile(join(folder, name), 'utf8'), { merge: true })
      return { id: name.replace(/\.yaml$/, ''), title: scenario, proves }
    }),
  )
}

/**
 * @param {string} source
 * @returns {string[]} texts that begin with an id in brackets: in a test file those are titles, also in tables of `it.each`
 */
function titles(source) {
  const texts = source.matchAll(/(['"`])(\[(?:(?:[ABDP]D?|LA)-\d+|C §\d)[^\]]*\](?:\\.|(?!\1)[^\\])*)\1/g)
  return [...texts].map(([, , title]) => title ?? '')
}

/** @param {string} ids `A-22`, `A-22, A-23`, `A-71…A-76` or `C §3.1 init` */
function expanded(ids) {
  return ids.split(/\s*,\s*/).flatMap((part) => {
    if (part.startsWith('C §')) return [part]
    const [, kind, first, last] = part.match(/^(\w+)-(\d+)(?:…(?:\w+-)?(\d+))?$/) ?? []
    if (!kind || !first) return []
    const width = first.length
    const count = last ? Number(last) - Number(first) + 1 : 1
    return Array.from(
      { length: count },
      (_, index) => `${kind}-${String(Number(first) + index).padStart(width, '0')}`,
    )
  })
}

/** @param {string} title without its ids */
function plain(title) {
  return title.replace(/^(?:\[[^\]]*\]\s*)+/, '').replace(/\\(.)/g, '$1')
}

/** @param {string} text as it stands in a cell of a Markdown table */
function cell(text) {
  return text.replace(/\s+/g, ' ').replace(/[|<>*_`$[\]]/g, '\\$&')
}

/** @param {Contract} contract */
function section(contract) {
  const { title, requirements, notByProgram } = contract
  const rows = Object.entries(requirements).map(([id, statement]) => {
    const shown = shownBy(id).map((test) => `${cell(test.title)} (${test.file.replace(/^test\//, '')})`)
    const reason = notByProgram[id]
    const proof = [...shown, ...(reason ? [`Not by a program: ${cell(reason)}`] : [])].join('<br>')
    return `| ${id} | ${cell(statement)} | ${proof || '**nothing yet**'} |`
  })
  const uncovered = uncoveredOf(contract)
  return [
    `## ${title}`,
    '',
    ...(uncovered.length ? [`**Nothing yet for:** ${uncovered.join(', ')}`, ''] : []),
    '| Id | Requirement | Shown by |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ]
}

function page() {
  return [
    '# Requirements',
    '',
    'Which test and which shipped scenario shows which requirement. Made by `npm run requirements` out of the titles of the',
    'tests, the scenarios and docs/requirements.data.json; `npm test` fails when it is stale.',
    '',
    ...contracts.flatMap(section),
  ].join('\n')
}
