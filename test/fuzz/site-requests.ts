import { zipSync } from 'fflate'
import { cmlModes, cmlTypes } from '../../server/contracts/commerceml/operations.ts'
import { utf8, wholeFiles, inCyrillic } from '../contract/cml-reader-files.ts'
import { mutated } from './mutate.ts'
import type { Chance } from './random.ts'

/** One request as chance has it. Who it comes from is put in when its session is known. */
export interface SiteRequest {
  type: string
  mode: string
  method: string
  /** `filename` as it stands in the address; `null`: not given. */
  filename: string | null
  /** What stands between the path and `?type=`. */
  before: string
  /** What stands behind everything else. */
  after: string
  cookie: 'own' | 'other' | 'none' | 'broken'
  sessid: 'own' | 'none' | 'broken'
  basic: 'right' | 'none' | 'wrong'
  body: Uint8Array
  cutAt: number | null
}

/** Requests that are sent at once; the groups go one after the other. */
export type Step = readonly SiteRequest[]

/** The file that no request may touch; it lies two folders above the uploads. */
export const CANARY = 'canary.txt'

const usualNames = [
  'import.xml',
  'import0_1.xml',
  'offers.xml',
  'orders.xml',
  'v8.zip',
  'import_files/a/a.jpg',
  'webdata/import.xml',
]
const hostileNames = [
  '',
  '.',
  '..',
  '/',
  `../${CANARY}`,
  `../../${CANARY}`,
  `../../../${CANARY}`,
  `..\\..\\${CANARY}`,
  `a/../../../${CANARY}`,
  `....//....//${CANARY}`,
  `%2e%2e%2f%2e%2e%2f${CANARY}`,
  `..%5c..%5c${CANARY}`,
  `%252e%252e/${CANARY}`,
  `C:\\..\\..\\${CANARY}`,
  'C:\\v8_8789_c.xml',
  '\\\\server\\share\\import.xml',
  '/etc/passwd',
  'import.xml/import.xml',
  'import_files/a/a.jpg/b.jpg',
  'import_files/a',
  'b.jpg',
  'import_files',
  'import.xml%00.jpg',
  'con.xml',
  'shell.php',
  'a.php.xml',
  'import.xml.',
  'import.xml%20',
  '%ff%fe.xml',
  '%e8%ec%ef%ee%f0%f2.xml',
  '%D0%B8%D0%BC%D0%BF%D0%BE%D1%80%D1%82.xml',
  '__proto__',
  'pictures/../../x.xml',
  `${'a/'.repeat(300)}x.xml`,
  `${'x'.repeat(300)}.xml`,
]

/** The packer takes its entries as members of an object. */
const packableNames = hostileNames.filter((name) => name !== '__proto__')

const files: readonly Uint8Array[] = wholeFiles.flatMap((text) => [utf8(text), inCyrillic(text)])

const METHODS = ['GET', 'GET', 'POST', 'POST', 'PUT', 'DELETE', 'OPTIONS']
const JUNK = [
  '',
  '&x=1',
  '&mode=init',
  '&type=sale',
  '&filename=b.xml',
  '&sessid=',
  '&version=2.09',
  '?type=',
  '&timestamp=0',
  '&timestamp=999999999999',
  '&timestamp=-1',
  '&&==',
  '%',
]
/** A link to a place outside, as Unix writes it into an archive. */
const LINK = { os: 3, attrs: (0o120777 << 16) >>> 0 }

const decodedName = (name: string): string => {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

function archive(chance: Chance): Uint8Array {
  const entries: Parameters<typeof zipSync>[0] = {}
  for (let left = 1 + chance.upTo(4); left > 0; left--) {
    const name = decodedName(chance.upTo(4) === 0 ? chance.one(packableNames) : chance.one(usualNames))
    const content = chance.upTo(3) === 0 ? chance.bytes(chance.upTo(500)) : chance.one(files)
    entries[name] = chance.upTo(30) === 0 ? [utf8(`../../${CANARY}`), LINK] : content
  }
  // The time of now would make every run another one.
  return zipSync(entries, { level: chance.one([0, 6]), mtime: '2024-05-14T10:00:00Z' })
}

const bodies: readonly ((chance: Chance) => Uint8Array)[] = [
  (chance) => chance.one(files),
  (chance) => mutated(chance.one(files), chance),
  (chance) => mutated(chance.one(files), chance),
  (chance) => chance.bytes(chance.upTo(3000)),
  () => new Uint8Array(0),
  (chance) => archive(chance),
  (chance) => archive(chance),
  (chance) => mutated(archive(chance), chance),
  (chance) => {
    const bytes = archive(chance)
    return bytes.subarray(0, chance.upTo(bytes.length))
  },
  // More than one chunk of a socket, and more than the journal keeps in a row.
  (chance) => Buffer.concat(Array.from({ length: 40 + chance.upTo(40) }, () => chance.one(files))),
]

function request(chance: Chance, given: Partial<SiteRequest>): SiteRequest {
  const rare = (share: number): boolean => chance.upTo(share) === 0
  const mode = given.mode ?? (rare(12) ? chance.one(['', 'x', '__proto__', 'FILE']) : chance.one(cmlModes))
  const body = mode === 'file' || rare(10) ? chance.one(bodies)(chance) : new Uint8Array(0)
  return {
    type: rare(15) ? chance.one(['', 'crm', 'constructor', 'CATALOG']) : chance.one(cmlTypes),
    mode,
    method: body.length > 0 ? 'POST' : 'GET',
    filename: rare(6) ? null : chance.one(rare(3) ? hostileNames : usualNames),
    before: rare(15) ? chance.one(['?wc1c=exchange', '?', '?type=sale', '??']) : '',
    after: rare(6) ? chance.one(JUNK) : '',
    cookie: rare(12) ? chance.one(['other', 'none', 'broken']) : 'own',
    sessid: rare(4) ? chance.one(['none', 'broken']) : 'own',
    basic: rare(15) ? chance.one(['none', 'wrong']) : 'right',
    body,
    cutAt: body.length > 0 && rare(15) ? chance.upTo(body.length) : null,
    ...(rare(6) && { method: chance.one(METHODS) }),
    ...given,
  }
}

/** An upload with the import after it, as an exchange has them: chance alone would seldom import what it has put there. */
function upload(chance: Chance, type: string): Step[] {
  const name = chance.one(usualNames)
  const imported = /\.zip$/.test(name) || chance.upTo(4) === 0 ? chance.one(usualNames) : name
  const parts = Array.from({ length: 1 + chance.upTo(2) }, () => [
    request(chance, { type, mode: 'file', filename: name }),
  ])
  return [
    ...parts,
    [request(chance, { type, mode: 'import', filename: imported, body: new Uint8Array(0), cutAt: null })],
  ]
}

/** What is sent in one round: a beginning as it should be, then what chance has. */
export function stepsOf(chance: Chance): Step[] {
  const type = chance.one(['catalog', 'catalog', 'sale', 'reference'])
  const steps: Step[] = chance.upTo(5) === 0 ? [] : [[request(chance, { type, mode: 'init', after: '' })]]
  for (let left = 2 + chance.upTo(5); left > 0; left--) {
    const way = chance.upTo(10)
    const last = steps.at(-1)
    if (way < 5) steps.push(...upload(chance, type))
    else if (way < 7) steps.push([request(chance, { type })])
    else if (way === 7) steps.push([request(chance, {})])
    else if (way === 8 && last) steps.push(last)
    else steps.push(Array.from({ length: 2 + chance.upTo(3) }, () => request(chance, { type })))
  }
  return steps
}
