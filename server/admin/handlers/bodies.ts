import type { Finding } from '../../contracts/finding.ts'
import type { Text } from '../../contracts/text.ts'
import { maskPersonal } from '../../journal/mask.ts'
import { explainCode } from '../../understanding/explain.ts'
import { isPicture } from '../../understanding/kinds.ts'
import { lineTables } from '../../understanding/lines.ts'
import { findQr, qrOfText, type FoundQr } from '../../understanding/qr.ts'
import { recognise } from '../../understanding/recognise.ts'
import { lookAt } from '../../understanding/examine.ts'
import { childrenAt, findInTree, treeOfText, type BodyTree } from '../../understanding/tree.ts'
import type { BodyFormName, BodyForms } from '../body-model.ts'
import type { BenchParts } from '../deps.ts'
import { openedBodies, WHOLE_LIMIT, type BodyAddress, type WholeBody } from '../opened-bodies.ts'
import { AdminRefusal } from '../problem.ts'
import type { AdminHandlers } from '../routes.ts'
import { examineBody, fixBody, validateBody } from '../validation.ts'
import { invoiceOfBody } from './invoice.ts'
import { entryId } from './journal.ts'

/** Readers of contracts are given no more: they hold the loop of the server while they work. */
const ANALYSED_LIMIT = 4 * 1024 * 1024
const PAYMENT_STRING = /ST0001[123][^\s"'<>\\]{1,3}(?:[^"'<>\r\n\\]|\\.){10,2000}/g

/** The address of a body in a call. */
export function bodyAddress(params: { id: string; part: string }, inner: string): BodyAddress {
  return {
    id: entryId(params.id),
    part: params.part === 'response' ? 'response' : 'request',
    inner: inner === '' ? [] : inner.split('/').map(Number),
  }
}

const count = (ru: string, en: string, n: number): Text => ({ ru: `${ru}: ${n}`, en: `${en}: ${n}` })

/** Codes of a picture, of a PDF, and payment strings that stand in a text. */
async function qrOf({ kind, bytes, text }: WholeBody): Promise<FoundQr[]> {
  if (isPicture(kind) || kind === 'pdf') return findQr(bytes, isPicture(kind) ? 'picture' : 'pdf')
  const found = (text ?? '').match(PAYMENT_STRING) ?? []
  return [...new Set(found)].slice(0, 20).map((payment) => qrOfText(payment.replace(/\\(.)/g, '$1')))
}

const given = ({ text, base64, contentType }: { text?: string; base64?: string; contentType: string }) => ({
  bytes: base64 === undefined ? new TextEncoder().encode(text ?? '') : Buffer.from(base64, 'base64'),
  contentType,
})

export function bodiesHandlers({ journal, workspace }: BenchParts) {
  const opened = openedBodies(journal)
  const trees = new WeakMap<WholeBody, ReturnType<typeof treeOfText>>()
  const zone = (): string => workspace.document.value.siteOrders.zone

  const treeOf = (body: WholeBody): { tree: BodyTree | null; reason: string | null } => {
    const known = trees.get(body)
    if (known) return known
    // Masking keeps lengths, so the places stay right.
    const made = treeOfText(maskPersonal(body.text ?? ''))
    trees.set(body, made)
    return made
  }

  /** The body for readers of contracts, with the encoding that its bytes have. */
  const wire = ({ bytes, contentType }: WholeBody) => lookAt({ bytes, contentType }).body

  const tablesOf = (body: WholeBody) =>
    body.bytes.length > ANALYSED_LIMIT
      ? []
      : lineTables(wire(body), { zone: zone(), commerceMl: body.kind === 'commerceml' })

  async function formsOf(address: BodyAddress): Promise<BodyForms> {
    const { bytes, contentType, encoding, shown, kind } = await opened.head(address)
    const forms: BodyForms['forms'] = []
    const add = (form: BodyFormName, summary: Text | null = null): void => void forms.push({ form, summary })
    const isWhole = bytes <= WHOLE_LIMIT
    if (isPicture(kind) || kind === 'pdf') add('preview')
    if (shown !== null) add('text', { ru: shown, en: shown })
    if (isWhole && shown !== null && ['json', 'xml', 'commerceml', 'har'].includes(kind)) add('tree')
    const whole = isWhole && bytes > 0 ? await opened.whole(address) : null
    if (whole && bytes <= ANALYSED_LIMIT && whole.text !== null) {
      const found = recognise(wire(whole))
      if (found) add('canonical', found.operation.title)
      const tables = tablesOf(whole)
      const lines = tables.reduce((sum, table) => sum + table.lines.length, 0)
      if (lines > 0) add('lines', count('строк', 'lines', lines))
      if (invoiceOfBody(wire(whole), zone())) add('invoice')
    }
    if (whole && bytes <= ANALYSED_LIMIT) {
      const codes = await qrOf(whole)
      if (codes.length > 0) add('qr', count('кодов', 'codes', codes.length))
    }
    if (['multipart', 'zip', 'json', 'text'].includes(kind) && (isWhole || kind !== 'json')) {
      const parts = await opened.parts(address)
      if (parts.length > 0) add('parts', count('частей', 'parts', parts.length))
    }
    add('hex')
    return {
      bytes,
      contentType,
      kind,
      encoding: { ...encoding, shown },
      forms,
      left: isWhole
        ? null
        : {
            ru: `Тело больше ${WHOLE_LIMIT / 1024 / 1024} МиБ: показывается по частям, разбор не делается.`,
            en: `The body is over ${WHOLE_LIMIT / 1024 / 1024} MiB: it is shown by pieces and not analysed.`,
          },
    }
  }

  return {
    'bodies.forms': ({ params, query }) => formsOf(bodyAddress(params, query.inner)),
    'bodies.range': ({ params, query }) =>
      opened.range(bodyAddress(params, query.inner), query.offset, query.length, query.asIs),
    'bodies.text': ({ params, query }) =>
      opened.text(bodyAddress(params, query.inner), query.offset, query.length, query.encoding),
    'bodies.tree': async ({ params, query }) => {
      const { tree, reason } = treeOf(await opened.whole(bodyAddress(params, query.inner)))
      if (!tree) return { self: null, rows: [], more: false, refused: reason }
      if (query.find !== '')
        return { self: null, refused: null, ...findInTree(tree, query.find, query.limit) }
      const at = query.at === '' ? [] : query.at.split('/').map(Number)
      const page = childrenAt(tree, at, query)
      if (!page) return { self: null, rows: [], more: false, refused: null }
      return { ...page, more: query.offset + page.rows.length < page.self.children, refused: null }
    },
    'bodies.lines': async ({ params, query }) =>
      tablesOf(await opened.whole(bodyAddress(params, query.inner))),
    'bodies.canonical': async ({ params, query }) => {
      const body = wire(await opened.whole(bodyAddress(params, query.inner)))
      const { canonical, lenient } = validateBody(body, zone())
      const masked = (text: string | null): string | null => text && maskPersonal(text)
      const findings: Finding[] = lenient.findings
      return { json: masked(canonical.json), xml: masked(canonical.xml), findings }
    },
    'bodies.invoice': async ({ params, query }) => {
      const body = await opened.whole(bodyAddress(params, query.inner))
      const invoice = invoiceOfBody(wire(body), zone())
      return invoice && { ...invoice, payload: maskPersonal(body.text ?? '') }
    },
    'bodies.qr': async ({ params, query }) => qrOf(await opened.whole(bodyAddress(params, query.inner))),
    'bodies.parts': async ({ params, query }) =>
      (await opened.parts(bodyAddress(params, query.inner))).map(
        ({ index, name, fileName, contentType, kind, bytes, closed }) => ({
          index,
          name,
          fileName,
          contentType,
          kind,
          bytes,
          closed,
        }),
      ),
    'bodies.code': ({ params }) => explainCode(params.code),

    'bodies.examine': ({ body }) =>
      examineBody(given(body), { zone: zone(), contract: body.contract, operation: body.operation }),
    'bodies.fix': ({ body }) => {
      const fixed = fixBody(given(body), {
        zone: zone(),
        contract: body.contract,
        operation: body.operation,
      })
      if (fixed) return fixed
      throw new AdminRefusal(422, 'BODY-NOT-TEXT', {
        ru: 'Исправлять можно только текст: JSON или XML.',
        en: 'Only a text can be fixed: JSON or XML.',
      })
    },
  } satisfies Partial<AdminHandlers>
}
