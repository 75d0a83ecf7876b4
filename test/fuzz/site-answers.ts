import iconv from 'iconv-lite'
import type { CmlSiteProfile } from '../../server/contracts/commerceml/site-profiles.ts'
import { createCmlReader } from '../../server/contracts/commerceml/reader/reader.ts'
import type { WireAnswer } from './wire.ts'

/**
 * Line 1 of every answer that is not XML (commerceml section 2.5). «Error: …» and `zip-no` are ways of single sites; Bitrix has
 * `error` for a `success` without a query before it (section 3.2).
 */
const FIRST_LINE = /^(?:success|failure|progress|zip=yes|zip=no|zip-no|Error: \S|error\n$)/
/** A refusal gives its reason, a step its text: 1C shows them to people (section 8). */
const WITH_REASON = /^(?:failure|progress)\n\S/

/** Text of an answer by its charset, without BOM. */
export function textOf({ headers, body }: WireAnswer): string {
  const charset = /charset=([\w-]+)/.exec(headers.get('content-type') ?? '')?.[1] ?? 'utf-8'
  return iconv.decode(body, charset).replace(/^\uFEFF/, '')
}

/** Some sites have nothing to say where others refuse (section 14). */
const mayBeSilent = ({ unknownMode, names, sale }: CmlSiteProfile): boolean =>
  unknownMode.body === '' || names.others === 'empty' || sale.import === 'empty' || sale.successDone === ''

/** @throws CmlRefusal when it is no CommerceML */
function readWhole(bytes: Uint8Array): void {
  const reader = createCmlReader({ onRecord: () => undefined })
  reader.write(bytes)
  reader.end()
}

/** @throws what is wrong with an answer by the grammar of section 2.5 and the profile */
export function checkAnswer(answer: WireAnswer, profile: CmlSiteProfile, mode: string): void {
  const text = textOf(answer)
  const wrong = (what: string): Error =>
    new Error(`${what}: ${answer.status} ${JSON.stringify(text.slice(0, 200))}`)
  const { denied, unknownMode, failureStatus } = profile
  // 400 is what HTTP itself says of a head that is none.
  const known = [200, 400, 404, denied.status, unknownMode.status, failureStatus]
  if (!known.includes(answer.status)) throw wrong('a status that the profile does not have')
  if (answer.status !== 200) return
  if (text === '') {
    if (!mayBeSilent(profile)) throw wrong('an empty body')
    return
  }
  if (text.startsWith('<?xml')) {
    if (mode === 'query') readWhole(answer.body)
    else if (mode !== 'info') throw wrong('XML where a text is due')
    return
  }
  if (!FIRST_LINE.test(text)) throw wrong('an unknown first line')
  if (/^(?:failure|progress)/.test(text) && !WITH_REASON.test(text)) throw wrong('no reason')
}
