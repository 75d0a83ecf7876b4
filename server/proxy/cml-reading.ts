import { clientProfiles } from '../contracts/commerceml/client-profiles.ts'
import {
  onAside,
  onCheckauth,
  onFile,
  onImport,
  onInit,
  onQuery,
  onSuccess,
  type Heard,
  type Reaction,
  type ReactionWays,
} from '../contracts/commerceml/reactions.ts'
import type { Finding } from '../contracts/finding.ts'
import type { Operation } from '../contracts/operation.ts'
import { examineCommerceMl } from '../understanding/examine.ts'
import { notes, type WireNote } from './faults.ts'

/** What is to be said of one part of an exchange of CommerceML. */
export interface CmlRead {
  findings: Finding[]
  notes: WireNote[]
}

const nothing = (): CmlRead => ({ findings: [], notes: [] })

/** 1C «Управление торговлей», which the field has most of. */
const ways: ReactionWays = { ...clientProfiles.ut11.ways, strict: false }

/** What 1C makes of each answer (section 3.5); modes that are not here it takes in passing. */
const reactions: Readonly<Record<string, (heard: Heard) => Reaction>> = {
  checkauth: (heard) => onCheckauth(heard, ways).reaction,
  init: (heard) => onInit(heard, ways).reaction,
  file: (heard) => onFile(heard, ways),
  import: (heard) => onImport(heard, ways),
  query: (heard) => onQuery(heard, ways),
  success: (heard) => onSuccess(heard, ways),
}

const modeOf = ({ id }: Operation): string => id.slice(id.lastIndexOf('.') + 1)

const startsWith = (bytes: Uint8Array, text: string): boolean =>
  Buffer.from(bytes.subarray(0, text.length)).toString('latin1') === text

/** Behind a BOM and white space a document begins with `<`; what does not is the middle of one. */
const isBeginning = (bytes: Uint8Array): boolean =>
  /^(?:\xef\xbb\xbf)?\s*</.test(Buffer.from(bytes.subarray(0, 100)).toString('latin1'))

/** Findings of a document; `null` when it is no whole one. */
function documentFindings(bytes: Uint8Array): Finding[] | null {
  if (!isBeginning(bytes)) return null
  const { findings } = examineCommerceMl(bytes)
  return findings.at(-1)?.code === 'CML-CUT' ? null : findings
}

/** The body of `mode=file`: a document, an archive, a picture, or one of several parts of any of them (section 4.2). */
export function readCmlRequest(operation: Operation, url: string, bytes: Uint8Array): CmlRead {
  if (modeOf(operation) !== 'file' || bytes.length === 0) return nothing()
  const name = new URLSearchParams(url.slice(url.indexOf('?'))).get('filename') ?? ''
  if (startsWith(bytes, 'PK\x03\x04') || /\.zip$/i.test(name))
    return { findings: [], notes: [notes.archive(name)] }
  if (!/\.xml$/i.test(name)) return { findings: [], notes: [notes.noDocument(name)] }
  const findings = documentFindings(bytes)
  return findings ? { findings, notes: [] } : { findings: [], notes: [notes.fragment(name)] }
}

/** The answer: words of the protocol as 1C takes them, and the document of `query`. */
export function readCmlAnswer(operation: Operation, status: number, bytes: Uint8Array): CmlRead {
  const mode = modeOf(operation)
  if (mode === 'query' && startsWith(bytes, 'PK\x03\x04')) return { findings: [], notes: [notes.archive('')] }
  const text = new TextDecoder(
    /encoding=["']windows-1251/i.test(head(bytes)) ? 'windows-1251' : 'utf-8',
  ).decode(bytes)
  const { verdict, reaction } = (reactions[mode] ?? ((heard: Heard) => onAside(heard, ways)))({
    status,
    text,
    failure: null,
  })
  const said: Finding[] =
    verdict === 'failed' || verdict === 'warning'
      ? [
          {
            severity: verdict === 'failed' ? 'error' : 'warning',
            code: 'CML-ANSWER',
            message: reaction,
            line: 1,
            column: 1,
            pointer: '',
          },
        ]
      : []
  // What is no document at all the reaction has told already.
  const document = mode === 'query' && verdict !== 'failed' ? examineCommerceMl(bytes).findings : []
  return { findings: [...said, ...document], notes: [] }
}

const head = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(0, 200)).toString('latin1')
