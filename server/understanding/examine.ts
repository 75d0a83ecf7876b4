import type { CmlFinding, CmlSummary } from '../contracts/commerceml/model.ts'
import { CmlRefusal } from '../contracts/commerceml/model.ts'
import { createCmlReader } from '../contracts/commerceml/reader/reader.ts'
import { readStatement } from '../contracts/bank/read.ts'
import type { Finding } from '../contracts/finding.ts'
import { findFixes, type Fix, type Reading } from '../contracts/fixes/fixes.ts'
import type { ReadOptions, WireBody } from '../contracts/operation.ts'
import { readOrderDocument } from '../contracts/site-orders/document.ts'
import type { Text } from '../contracts/text.ts'
import { decodeBytes, detectEncoding, shownEncoding, type Encoding, type EncodingReport } from './encoding.ts'
import { isPicture, kindOf, type BodyKind } from './kinds.ts'
import { archiveParts } from './parts.ts'
import { findQr, type FoundQr } from './qr.ts'
import { recognise, type Choice } from './recognise.ts'

/** What a file or a pasted text is, before any contract is asked. */
export interface Look {
  kind: BodyKind
  encoding: EncodingReport
  /** The encoding it is read in, `null` for bytes that are no text. */
  readAs: Encoding | null
  /** `null` for bytes that are no text. */
  text: string | null
  /** The body for the readers of contracts: with its encoding told, when its bytes tell it for certain. */
  body: WireBody
}

/** Looks at bytes. Windows-1251 is recognised without being told, and told to whoever reads on. */
export function lookAt({ bytes, contentType }: WireBody): Look {
  const encoding = detectEncoding(bytes, contentType)
  const readAs = shownEncoding(encoding)
  const text = readAs && decodeBytes(bytes, readAs)
  const kind = kindOf(bytes.subarray(0, 4096), contentType, text)
  const silent = readAs === 'windows-1251' && !encoding.declared.some((one) => one.encoding === readAs)
  if (!silent) return { kind, encoding, readAs, text, body: { bytes, contentType } }
  const type = contentType.split(';')[0]!.trim() || (kind === 'xml' ? 'application/xml' : 'application/json')
  return { kind, encoding, readAs, text, body: { bytes, contentType: `${type}; charset=windows-1251` } }
}

/** A reader of texts for the fixes: the message that was recognised, or whatever a fixed text turns out to be. */
export function textReader(choice: Choice, options: ReadOptions): (text: string) => Reading {
  let last: { text: string; reading: Reading } | null = null
  return (text) => {
    if (last?.text === text) return last.reading
    // What its prolog says of an encoding is of no account any more.
    const body = { bytes: new TextEncoder().encode(text), contentType: '; charset=utf-8' }
    const found = recognise(body, choice)
    const { value, findings } = found
      ? found.form.read(body, 'lenient', options)
      : { value: null, findings: readOrderDocument(body, options).findings }
    last = { text, reading: { value, findings } }
    return last.reading
  }
}

/** The fixes of a text that is JSON or XML of a contract, or means to be. */
export function fixesOf(look: Look, choice: Choice, options: ReadOptions): Fix[] {
  if (look.text === null || !['json', 'xml', 'text'].includes(look.kind)) return []
  const tidy = look.readAs === 'utf-8' && !look.encoding.bom
  return findFixes(look.text, textReader(choice, options), tidy)
}

/** What is said of something that is no message of the contracts with bodies. */
export interface OtherReport {
  about: Text[]
  findings: Finding[]
  /** `false`: it was not read. */
  ok: boolean
  qr: FoundQr[]
  files: { name: string; bytes: number }[]
}

const error = (code: string, ru: string, en: string): Finding => ({
  severity: 'error',
  code,
  line: 1,
  column: 1,
  pointer: '',
  message: { ru, en },
})

const nothing: OtherReport = { about: [], findings: [], ok: true, qr: [], files: [] }

/** A file that belongs to the bench in another way; `null` for JSON, XML and text, which the contracts judge. */
export async function examineOther({ kind, text }: Look, bytes: Uint8Array): Promise<OtherReport | null> {
  switch (kind) {
    case 'commerceml':
      return examineCommerceMl(bytes)
    case 'statement':
      return examineStatement(bytes)
    case 'har':
      return examineHar(text ?? '')
    case 'zip':
      return examineArchive(bytes)
    case 'pdf':
    case 'png':
    case 'jpeg':
    case 'gif':
    case 'webp':
      return examinePicture(bytes, kind)
    default:
      return null
  }
}

const FINDINGS_SHOWN = 20

/** CommerceML of a size that fits a window; the explorer and `obmen validate` read files of any size. */
export function examineCommerceMl(bytes: Uint8Array): OtherReport {
  const found: CmlFinding[] = []
  const reader = createCmlReader({
    limits: { findings: FINDINGS_SHOWN },
    onRecord: () => undefined,
    onFinding: (finding) => void found.push(finding),
  })
  const findings = (): Finding[] =>
    found.map(({ severity, code, message, line, column, id, value }) => ({
      severity,
      code,
      message,
      line,
      column,
      pointer: id,
      ...(value === undefined ? {} : { value }),
    }))
  try {
    reader.write(bytes)
    return { ...nothing, about: [summaryOf(reader.end())], findings: findings() }
  } catch (refusal) {
    if (!(refusal instanceof CmlRefusal)) throw refusal
    const { code, text, place } = refusal
    const last: Finding = { severity: 'error', code, message: text, ...place, pointer: '' }
    return { ...nothing, ok: false, findings: [...findings(), last] }
  }
}

function summaryOf({ version, encoding, producer, records }: CmlSummary): Text {
  const counts = Object.entries(records)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ')
  return {
    ru: `CommerceML ${version || 'без версии'}, ${encoding}, ${producer.ru}: ${counts}`,
    en: `CommerceML ${version || 'without a version'}, ${encoding}, ${producer.en}: ${counts}`,
  }
}

function examineStatement(bytes: Uint8Array): OtherReport {
  const { refused, encoding, documents, accounts, findings } = readStatement(bytes)
  return {
    ...nothing,
    ok: !refused && !findings.some(({ severity }) => severity === 'error'),
    findings: [...findings],
    about: [
      {
        ru: `Банковская выписка 1CClientBankExchange, ${encoding}: счетов ${accounts.length}, документов ${documents.length}`,
        en: `A bank statement 1CClientBankExchange, ${encoding}: accounts ${accounts.length}, documents ${documents.length}`,
      },
    ],
  }
}

function examineHar(text: string): OtherReport {
  try {
    const { log } = JSON.parse(text) as { log?: { version?: unknown; entries?: unknown } }
    if (Array.isArray(log?.entries))
      return {
        ...nothing,
        about: [
          {
            ru: `HAR ${String(log.version ?? '')}: обменов ${log.entries.length}. Его можно загрузить в журнал.`,
            en: `HAR ${String(log.version ?? '')}: ${log.entries.length} exchanges. It can be loaded into the journal.`,
          },
        ],
      }
  } catch {
    // Told below: it began as HAR and is none.
  }
  return {
    ...nothing,
    ok: false,
    findings: [
      error('HAR-BROKEN', 'Файл начинается как HAR, но не читается', 'It begins as HAR but cannot be read'),
    ],
  }
}

function examineArchive(bytes: Uint8Array): OtherReport {
  const parts = archiveParts(bytes, 0)
  if (!parts)
    return {
      ...nothing,
      ok: false,
      findings: [
        error(
          'ZIP-BROKEN',
          'Архив оборван: нет оглавления в конце',
          'The archive is cut off: it has no directory at its end',
        ),
      ],
    }
  return {
    ...nothing,
    files: parts.map(({ name, bytes: size }) => ({ name, bytes: size })),
    about: [{ ru: `Архив zip, файлов ${parts.length}`, en: `A zip archive, ${parts.length} files` }],
  }
}

async function examinePicture(bytes: Uint8Array, kind: BodyKind): Promise<OtherReport> {
  const qr = await findQr(bytes, isPicture(kind) ? 'picture' : 'pdf')
  const name = kind.toUpperCase()
  if (qr.length === 0)
    return {
      ...nothing,
      ok: false,
      findings: [
        error(
          'QR-NONE',
          `${name}: QR-код не найден, проверять нечего`,
          `${name}: no QR code was found, there is nothing to check`,
        ),
      ],
    }
  return {
    ...nothing,
    qr,
    ok: qr.every(({ checks }) => checks.every(({ severity }) => severity !== 'error')),
    about: [{ ru: `${name}, кодов QR: ${qr.length}`, en: `${name}, QR codes: ${qr.length}` }],
    findings: qr.flatMap(({ checks }) =>
      checks
        .filter(({ severity }) => severity !== 'ok')
        .map(({ code, severity, message, field, value, expected }) => ({
          code,
          severity: severity === 'hint' || severity === 'ok' ? ('info' as const) : severity,
          message,
          line: 1,
          column: 1,
          pointer: field,
          ...(value === undefined ? {} : { value }),
          ...(expected === undefined ? {} : { expected }),
        })),
    ),
  }
}
