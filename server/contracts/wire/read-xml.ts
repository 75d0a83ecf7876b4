import { SaxesParser } from 'saxes'
import type { FaultCodes, Notes } from './notes.ts'
import type { Spot } from './tree.ts'

/** An element with its place. `text` is the character data directly inside it. */
export interface XmlElement {
  name: string
  attributes: Record<string, string>
  children: XmlElement[]
  text: string
  spot: Spot
}

const DEPTH_LIMIT = 64

/** Stops the parser at the first fault: what follows it has no certain meaning. */
class Refusal extends Error {}

/**
 * XML text to elements with places. A document type is refused: the contracts have none, and entities declared in one
 * can blow a body up. `null` when it is refused; the reason is in the notes.
 */
export function readXml(
  text: string,
  { codes, notes }: { codes: FaultCodes; notes: Notes },
): XmlElement | null {
  const parser = new SaxesParser()
  const open: XmlElement[] = []
  let root: XmlElement | null = null
  let tagSpot: Spot = { line: 1, column: 1 }

  const refuse = (ru: string, en: string): never => {
    notes.add(
      { line: parser.line, column: parser.columnIndex + 1 },
      { severity: 'error', code: codes.malformed, message: { ru, en } },
    )
    throw new Refusal(en)
  }

  parser.on('error', (error) => {
    const reason = error.message.replace(/^\d+:\d+: /, '')
    refuse(
      `Это не XML (${reason}): проверьте теги, кавычки и знаки & и <`,
      `Not XML (${reason}): check tags, quotes, & and <`,
    )
  })
  parser.on('doctype', () =>
    refuse('Объявление DOCTYPE не принимается: уберите его', 'A DOCTYPE is not accepted: drop it'),
  )
  parser.on('opentagstart', ({ name }) => {
    tagSpot = { line: parser.line, column: Math.max(1, parser.columnIndex - name.length) }
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length >= DEPTH_LIMIT) {
      refuse(`Вложенность больше ${DEPTH_LIMIT} уровней`, `Nested more than ${DEPTH_LIMIT} levels deep`)
    }
    const element: XmlElement = { name, attributes: { ...attributes }, children: [], text: '', spot: tagSpot }
    open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
  })
  parser.on('closetag', () => {
    open.pop()
  })
  const addText = (data: string): void => {
    const element = open.at(-1)
    if (element) element.text += data
  }
  parser.on('text', addText)
  parser.on('cdata', addText)

  try {
    parser.write(text).close()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return null
  }
  return root
}
