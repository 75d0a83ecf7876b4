import type { WireBody } from '../operation.ts'
import { DEFAULT_ZONE } from '../time.ts'
import { differencesOf, type FoundDifferences } from './differences.ts'
import type { Comparable, Comparison } from './model.ts'
import type { CompareNode } from './node.ts'
import { readBody, UNTIDY_LIMIT_BYTES, type ReadBody } from './read-body.ts'
import { readBySchema, readPlain } from './read-message.ts'
import { isProtocolAnswer, readText } from './read-text.ts'
import { commerceMlReadings, readXmlTree } from './read-xml-tree.ts'
import { inZone } from './in-zone.ts'
import type { Recognised } from './recognise.ts'
import { withStandIns, type StandIn } from './stand-in.ts'

/** Larger bodies are compared byte by byte only. */
export const STRUCTURAL_LIMIT_BYTES = 8 * 1024 * 1024

const COMMERCEML = 'commerceml/2'
const COMMERCEML_ROOT = 'КоммерческаяИнформация'

export interface CompareOptions {
  /** IANA zone of the local times of both (AD-14). */
  zone?: string
  /** That of the right body, when it comes from somewhere else. */
  rightZone?: string
  /** @default STRUCTURAL_LIMIT_BYTES */
  limitBytes?: number
  /** A text as it may be seen, of the same length: of what has no structure whole lines are shown (AD-43). */
  masked?(text: string): string
  /** Of a message sent again: what has to stand where. */
  standIn?: StandIn
}

/** Offset of the first byte that differs, `null` for equal bytes. */
function firstDifference(left: Uint8Array, right: Uint8Array): number | null {
  const shorter = Math.min(left.length, right.length)
  for (let at = 0; at < shorter; at += 1) if (left[at] !== right[at]) return at
  return left.length === right.length ? null : shorter
}

interface Zones {
  left: string
  right: string
}

interface Prepared {
  comparable: Comparable
  contract: string | null
  left: CompareNode
  right: CompareNode
  sameFormat: boolean
}

const recognisedOf = (body: ReadBody): Recognised | null =>
  body.form === 'json' || body.form === 'xml' ? body.recognised : null

/** Both bodies as nodes of the most telling kind that fits both, `null` when there is nothing but bytes. */
function prepare(
  left: ReadBody,
  right: ReadBody,
  zones: Zones,
  masked: (text: string) => string,
): Prepared | null {
  const sameFormat = left.form === right.form
  const message = messages(left, right, zones)
  if (message) return { ...message, sameFormat }
  if (left.form === 'json' && right.form === 'json') {
    return {
      comparable: 'generic-json',
      contract: null,
      left: readPlain(left.tree),
      right: readPlain(right.tree),
      sameFormat,
    }
  }
  if (left.form === 'xml' && right.form === 'xml') {
    const isCommerceMl = [left, right].every(({ root }) => root.name.endsWith(COMMERCEML_ROOT))
    const readings = isCommerceMl ? commerceMlReadings : new Map()
    return {
      comparable: isCommerceMl ? 'contract' : 'generic-xml',
      contract: isCommerceMl ? COMMERCEML : null,
      left: readXmlTree(left.root, { readings, zone: zones.left }),
      right: readXmlTree(right.root, { readings, zone: zones.right }),
      sameFormat,
    }
  }
  // A message beside anything else is compared by its lines: the other may be the message, cut short.
  const isText = left.form === 'text' || right.form === 'text'
  if (isText && left.form !== 'binary' && right.form !== 'binary') {
    const [l, r] = [readText(left.text, masked(left.text)), readText(right.text, masked(right.text))]
    const isAnswer = isProtocolAnswer(l) && isProtocolAnswer(r)
    return {
      comparable: isAnswer ? 'contract' : 'text',
      contract: isAnswer ? COMMERCEML : null,
      left: l,
      right: r,
      sameFormat,
    }
  }
  return null
}

/** Two messages of one contract; one that is not recognised is read as the other, for it may be the broken one. */
function messages(
  left: ReadBody,
  right: ReadBody,
  zones: Zones,
): Pick<Prepared, 'comparable' | 'contract' | 'left' | 'right'> | null {
  const treeOf = (body: ReadBody) => (body.form === 'json' || body.form === 'xml' ? body.tree : null)
  const [leftTree, rightTree] = [treeOf(left), treeOf(right)]
  const [asLeft, asRight] = [
    recognisedOf(left) ?? recognisedOf(right),
    recognisedOf(right) ?? recognisedOf(left),
  ]
  if (!leftTree || !rightTree || !asLeft || !asRight || asLeft.contract !== asRight.contract) return null
  const read = (tree: typeof leftTree, as: Recognised, zone: string): CompareNode =>
    readBySchema(as.renamed(tree), as.schema, { dialect: as.dialect, zone })
  return {
    comparable: 'contract',
    contract: asLeft.contract,
    left: read(leftTree, asLeft, zones.left),
    right: read(rightTree, asRight, zones.right),
  }
}

const nothingFound = (): FoundDifferences => ({
  counts: { added: 0, removed: 0, changed: 0, moved: 0, spelling: 0, volatile: 0 },
  differences: [],
  notListed: 0,
})

/**
 * In what two bodies differ, by what they mean: order of members ignored, elements of lists matched by their ids, values
 * compared as the contract reads them. Pure and never throws; work is bounded by the size of the bodies.
 */
export function compareBodies(
  left: WireBody,
  right: WireBody,
  {
    zone = DEFAULT_ZONE,
    rightZone = zone,
    limitBytes = STRUCTURAL_LIMIT_BYTES,
    masked = (text) => text,
    standIn,
  }: CompareOptions = {},
): Comparison {
  const first = firstDifference(left.bytes, right.bytes)
  const bytes = { identical: first === null, firstDifference: first }
  const tooLarge = Math.max(left.bytes.length, right.bytes.length) > limitBytes ? { limitBytes } : null
  const [leftBody, rightBody] = tooLarge
    ? [{ form: 'binary' } as const, { form: 'binary' } as const]
    : [readBody(left, limitBytes), readBody(right, limitBytes)]
  const operations = {
    left: recognisedOf(leftBody)?.operation ?? null,
    right: recognisedOf(rightBody)?.operation ?? null,
  }
  const isUntidy = [leftBody, rightBody].some((body) => body.form === 'text' && body.untidy)
  const untidy = isUntidy ? { limitBytes: UNTIDY_LIMIT_BYTES } : null
  const prepared = prepare(leftBody, rightBody, { left: zone, right: rightZone }, masked)
  if (!prepared) {
    const comparable = leftBody.form === 'binary' || rightBody.form === 'binary' ? 'binary' : 'text'
    const sameMeaning = first === null
    return {
      comparable,
      contract: null,
      operations,
      ...bytes,
      sameMeaning,
      ...nothingFound(),
      tooLarge,
      untidy,
    }
  }
  const { comparable, contract } = prepared
  const expected = standIn ? withStandIns(prepared.left, standIn) : prepared.left
  const there = zone === rightZone ? prepared.right : inZone(prepared.right, { from: rightZone, to: zone })
  const found = differencesOf(expected, there, prepared)
  const { added, removed, changed, moved } = found.counts
  return {
    comparable,
    contract,
    operations,
    ...bytes,
    sameMeaning: added + removed + changed + moved === 0,
    ...found,
    tooLarge,
    untidy,
  }
}
