import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, root } from './project.mjs'

/**
 * Makes docs/requirements.md: which test shows which requirement of the contract. Tests name requirements in their titles,
 * `it('[A-22] …')`. With `--check` nothing is written; a stale file or a requirement that neither a test nor a reason covers fails.
 */

const dataFile = join(root, 'docs/requirements.data.json')
const mapFile = join(root, 'docs/requirements.md')

/** @type {{ title: string, requirements: Record<string, string>, notByProgram: Record<string, string> }} */
const data = JSON.parse(await readFile(dataFile, 'utf8'))
const tests = await testsById()

const uncovered = Object.keys(data.requirements).filter((id) => !tests.has(id) && !data.notByProgram[id])
const unknown = Object.keys(data.notByProgram).filter((id) => !data.requirements[id])
if (unknown.length) fail(`docs/requirements.data.json gives reasons for unknown ids: ${unknown.join(', ')}`)

const map = page()
if (!process.argv.includes('--check')) await writeFile(mapFile, map)
else if ((await readFile(mapFile, 'utf8').catch(() => '')) !== map)
  fail('docs/requirements.md is stale: run `npm run requirements` and commit it')

console.log(
  `${Object.keys(data.requirements).length - uncovered.length} of ${Object.keys(data.requirements).length} requirements covered`,
)
if (uncovered.length) fail(`Neither a test nor a reason: ${uncovered.join(', ')}`)

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
      for (const [, ids] of title.matchAll(/\[((?:AD?|LA)-\d+[^\]]*)\]/g))
        for (const id of expanded(ids ?? ''))
          found.set(id, [...(found.get(id) ?? []), { title: plain(title), file }])
  }
  return found
}

/**
 * @param {string} source
 * @returns {string[]} texts that begin with an id in brackets: in a test file those are titles, also in tables of `it.each`
 */
function titles(source) {
  const texts = source.matchAll(/(['"`])(\[(?:AD?|LA)-\d+[^\]]*\](?:\\.|(?!\1)[^\\])*)\1/g)
  return [...texts].map(([, , title]) => title ?? '')
}

/** @param {string} ids `A-22`, `A-22, A-23` or `A-71…A-76` */
function expanded(ids) {
  return ids.split(/\s*,\s*/).flatMap((part) => {
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

function page() {
  const rows = Object.entries(data.requirements).map(([id, title]) => {
    const shown = (tests.get(id) ?? []).map(
      (test) => `${cell(test.title)} (${test.file.replace(/^test\//, '')})`,
    )
    const reason = data.notByProgram[id]
    const proof = [...shown, ...(reason ? [`Not by a program: ${cell(reason)}`] : [])].join('<br>')
    return `| ${id} | ${cell(title)} | ${proof || '**nothing yet**'} |`
  })
  return [
    `# ${data.title}`,
    '',
    'Which test shows which requirement. Made by `npm run requirements` out of the titles of the tests and',
    'docs/requirements.data.json; `npm test` fails when it is stale.',
    '',
    '| Id | Requirement | Shown by |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}
