import { SaxesParser } from 'saxes'
import type { CmlPlace } from '../model.ts'
import { htmlFault } from '../decode.ts'
import type { CmlLimits } from './model.ts'
import { CmlNames } from './names.ts'
import { append, CmlNode } from './node.ts'
import { cut, doctype, malformed, refusal, tooLarge } from './refusals.ts'
import type { CmlSections } from './sections.ts'

const ROOT = 'КоммерческаяИнформация'
/** How the name of the root begins when UTF-8 is read as windows-1251; a sign that no name may have ends it. */
const MOJIBAKE_ROOT = 'РљРѕРјРјР'
/** How far back a wrong entity is looked for. */
const TAIL = 512
/** What an element costs beside its text, in characters of `CmlLimits.record`. */
const NODE_COST = 40
const CR = 0x0d

/** Elements of records that hold elements and nothing else: text in them would be lost unnoticed. */
const containers: ReadonlySet<string> = new Set([
  ...['Товар', 'Предложение', 'Документ', 'Свойство', 'ТипЦены', 'Склад', 'ЕдиницаИзмерения', 'Контрагент'],
  ...['Группы', 'ЗначенияСвойств', 'ЗначенияСвойства', 'ЗначениеСвойства', 'ВариантыЗначений', 'Справочник'],
  ...['ЗначенияРеквизитов', 'ЗначениеРеквизита', 'ХарактеристикиТовара', 'ХарактеристикаТовара'],
  ...['СтавкиНалогов', 'СтавкаНалога', 'Налоги', 'Налог', 'Скидки', 'Скидка', 'Цены', 'Цена'],
  ...['Остатки', 'Остаток', 'Склады', 'Товары', 'Контрагенты', 'Контакты', 'Контакт', 'АдресноеПоле'],
  ...['Владелец', 'Изготовитель', 'ПодчиненныеДокументы', 'ПодчиненныйДокумент'],
])

const isBlank = (text: string): boolean => {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x20) return false
  return true
}

/**
 * Text of a file to elements: drives saxes, builds the record that is being read, counts names, keeps the bounds. The
 * handlers run for every tag of the file, so that they do little: one look-up of the name, one node.
 */
export class Assembly {
  readonly names = new CmlNames()
  private readonly parser = new SaxesParser({ position: false })
  private readonly sections: CmlSections
  private readonly limits: CmlLimits
  /** The element that is open inside a record, `null` between records. */
  private top: CmlNode | null = null
  /** Text since the last tag. */
  private pending = ''
  private depth = 0
  /** Characters of the record so far. */
  private size = 0
  /** Characters of the head (root, classifier …) that is being gathered. */
  private headSize = 0
  /** The root states a version of CommerceML 2. */
  private versioned = false
  /** Characters written since the parser last told anything. */
  private quiet = 0
  private busy = false
  private ending = false
  private started = false
  private closed: CmlNode | null = null
  private carried = ''
  private parsing = false
  /** Characters that the parser was given. */
  private fed = 0
  /** The piece at hand, where it starts, and where the line starts in which it does. */
  private slice = ''
  private sliceStart = 0
  private lineStart = 0
  /** The end of what came before it. */
  private tail = ''

  constructor(sections: CmlSections, limits: CmlLimits) {
    this.sections = sections
    this.limits = limits
    const { parser } = this
    // Seven handlers and no more: saxes keeps each under a computed key, and for the eighth V8 makes a dictionary of the parser,
    // which is three times as slow (`npm run bench -- --only commerceml`). Without the one for errors saxes throws them.
    parser.on('opentagstart', ({ name }) => this.openTag(name))
    parser.on('attribute', ({ name, value }) => this.attribute(name, value))
    parser.on('closetag', ({ name }) => this.closeTag(name))
    parser.on('text', (text) => this.text(text))
    parser.on('cdata', (text) => this.text(text))
    parser.on('doctype', (text) => {
      throw /^\s*html\b/i.test(text) ? htmlFault() : doctype(this.place)
    })
    parser.on('comment', () => {
      this.busy = true
    })
  }

  /** The character that was read last. */
  get place(): CmlPlace {
    const { parser } = this
    // Between two pieces the position of saxes counts the last one twice.
    const index = this.parsing ? parser.columnIndex : this.fed - this.lineStart
    return { line: parser.line, column: Math.max(1, index) }
  }

  /** The innermost element that is open. */
  get open(): CmlNode | null {
    return this.top ?? this.sections.node
  }

  write(text: string): void {
    let piece = this.carried === '' ? text : this.carried + text
    this.carried = ''
    // saxes would hold back a last CR or half of a pair; done here, so that its positions are those of the pieces.
    const last = piece.charCodeAt(piece.length - 1)
    if (last === CR || (last >= 0xd800 && last <= 0xdbff)) {
      this.carried = piece.slice(-1)
      piece = piece.slice(0, -1)
    }
    if (piece !== '') this.feed(piece)
  }

  private feed(piece: string): void {
    const { parser } = this
    this.slice = piece
    this.sliceStart = this.fed
    this.busy = false
    this.parsing = true
    this.guard(() => parser.write(piece))
    this.parsing = false
    this.fed += piece.length
    this.tail = (piece.length < TAIL ? this.tail + piece : piece).slice(-TAIL)
    this.lineStart = parser.position - parser.columnIndex
    this.quiet = this.busy ? 0 : this.quiet + piece.length
    if (this.quiet > this.limits.text) this.refuseText()
  }

  end(): void {
    this.ending = true
    if (this.carried !== '') this.feed(this.carried)
    this.guard(() => this.parser.close())
  }

  /** Refusals and faults of the program have classes of their own; a bare `Error` is what saxes says of the markup. */
  private guard(work: () => void): void {
    try {
      work()
    } catch (error) {
      if (error instanceof Error && error.constructor === Error) this.fail(error.message)
      throw error
    }
  }

  private refuseText(): never {
    throw tooLarge(
      {
        ru: `текст, атрибут или комментарий длиннее ${this.limits.text} символов`,
        en: `a text, an attribute or a comment of more than ${this.limits.text} characters`,
      },
      this.place,
    )
  }

  private fail(message: string): never {
    if (this.ending) throw cut(this.place, this.open)
    const entity = /entity/.test(message) ? this.entityPlace() : null
    throw malformed(message, entity ?? this.place, this.closed ?? this.open)
  }

  /** Where the `&` of a wrong entity stands, when it is not far: saxes tells it only at the next `;`. */
  private entityPlace(): CmlPlace | null {
    const { line, columnIndex, position } = this.parser
    const before = this.tail + this.slice.slice(0, position - this.sliceStart)
    const from = Math.max(before.lastIndexOf('>', before.lastIndexOf('&')), 0)
    const wrong = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)/.exec(before.slice(from))
    if (!wrong) return null
    const at = from + wrong.index
    const lines = before.slice(at).split(/\r\n|\n|\r/).length - 1
    if (lines === 0) return { line, column: columnIndex - (before.length - at) + 1 }
    const start = Math.max(before.lastIndexOf('\n', at), before.lastIndexOf('\r', at))
    return start < 0 ? null : { line: line - lines, column: at - start }
  }

  /** Column of a position whose line began in this piece or is the one the piece began in. */
  private columnOf(position: number): number {
    const at = position - this.sliceStart
    if (at <= 0) return position - this.lineStart + 1
    const start = Math.max(this.slice.lastIndexOf('\n', at - 1), this.slice.lastIndexOf('\r', at - 1))
    return start < 0 ? position - this.lineStart + 1 : at - start
  }

  private openTag(written: string): void {
    const { parser } = this
    const name = this.names.of(written)
    if (name === null) this.refuseNames()
    name.count++
    this.busy = true
    this.closed = null
    let { line } = parser
    let column = parser.columnIndex - written.length - 1
    if (column < 0) {
      // The tag's name ended with the line.
      line -= 1
      const crlf = this.slice.charCodeAt(parser.position - this.sliceStart - 2) === CR
      column = this.columnOf(parser.position - written.length - (crlf ? 3 : 2))
    }
    if (++this.depth > this.limits.depth) this.refuseDepth(line, column)
    const { top } = this
    if (top !== null) {
      if (this.pending !== '') {
        if (!isBlank(this.pending)) this.mixed(top, { line, column })
        this.pending = ''
      }
      const node = new CmlNode(name.local, line, column, top)
      append(top, node)
      this.top = node
      this.size += NODE_COST
      if (this.size > this.limits.record) this.refuseRecord()
      return
    }
    if (this.pending !== '') this.stray({ line, column })
    this.size = 0
    if (!this.started) this.begin(written, name.local, line, column)
    // A second root: saxes refuses it as soon as this returns.
    else if (this.depth > 1) {
      this.top = this.sections.open(name.local, line, column)
      if (this.top === null) this.headSize = 0
    }
  }

  private begin(tag: string, local: string, line: number, column: number): void {
    if (local !== ROOT) throw this.foreign(local, { line, column })
    this.started = true
    this.sections.begin(tag, new CmlNode(local, line, column, null))
  }

  private foreign(local: string, place: CmlPlace): Error {
    if (local.toLowerCase() === 'html') return htmlFault()
    if (local.startsWith(MOJIBAKE_ROOT)) {
      return refusal(
        'CML-ENCODING',
        {
          ru: 'файл в UTF-8, а объявлен как windows-1251: исправьте первую строку',
          en: 'the file is in UTF-8 and declared as windows-1251: correct its first line',
        },
        place,
      )
    }
    return refusal(
      'CML-NOT-COMMERCEML',
      {
        ru: `это не CommerceML: корень <${local.slice(0, 60)}>, а нужен <${ROOT}>`,
        en: `this is not CommerceML: the root is <${local.slice(0, 60)}>, <${ROOT}> is expected`,
      },
      place,
    )
  }

  /** Not `busy`: the attributes of an element are bounded together. */
  private attribute(name: string, value: string): void {
    if (value.length > this.limits.text) this.refuseText()
    const node = this.open!
    this.size += name.length + value.length
    if (this.depth <= 2) this.lookForFirstVersion(node, name, value)
    if (node.attributes === null) node.attributes = [name, value]
    else node.attributes.push(name, value)
  }

  private closeTag(name: string): void {
    this.busy = true
    this.depth--
    const { top } = this
    if (top === null) {
      if (this.pending !== '') this.stray(this.closingPlace(name))
      this.closed = this.sections.node
      this.sections.leave()
      return
    }
    if (this.pending !== '') {
      if (top.first === null) top.text = this.pending
      else if (!isBlank(this.pending)) this.mixed(top, this.closingPlace(name))
      this.pending = ''
    }
    this.closed = top
    this.top = top.parent
    if (top.parent === null) this.taken(top)
  }

  /** Members of a head are kept until its section opens: together they are one record. */
  private taken(node: CmlNode): void {
    if (!this.sections.take(node)) {
      this.headSize = 0
      return
    }
    this.headSize += this.size + NODE_COST
    if (this.headSize > this.limits.record) this.refuseRecord()
  }

  private text(text: string): void {
    this.busy = true
    this.pending = this.pending === '' ? text : this.pending + text
    this.size += text.length
    if (this.pending.length > this.limits.text) this.refuseText()
    if (this.size > this.limits.record) this.refuseRecord()
  }

  /** Where the closing tag began that was just read, unless spaces stand in it. */
  private closingPlace(name: string): CmlPlace {
    const { line, columnIndex } = this.parser
    return { line, column: Math.max(1, columnIndex - name.length - 2) }
  }

  /** Text beside elements, up to a tag at `place`: `БазоваяЕдиница` is like that, lists are not. */
  private mixed(node: CmlNode, place: CmlPlace): void {
    node.text += this.pending
    if (containers.has(node.name)) this.sections.stray(node.name, this.pending, place)
  }

  /** Text between records, up to a tag at `place`. */
  private stray(place: CmlPlace): void {
    const text = this.pending
    this.pending = ''
    const { node } = this.sections
    if (node !== null && !isBlank(text)) this.sections.stray(node.name, text, place)
  }

  private refuseNames(): never {
    throw tooLarge(
      { ru: 'слишком много разных имён элементов', en: 'too many different names of elements' },
      this.place,
    )
  }

  private refuseDepth(line: number, column: number): never {
    throw refusal(
      'CML-TOO-DEEP',
      {
        ru: `вложенность больше ${this.limits.depth} элементов`,
        en: `more than ${this.limits.depth} elements inside each other`,
      },
      { line, column },
    )
  }

  private refuseRecord(): never {
    throw tooLarge(
      {
        ru: `одна запись больше ${this.limits.record} символов`,
        en: `one record of more than ${this.limits.record} characters`,
      },
      this.place,
    )
  }

  /** CommerceML 1 has the same root, no version, and everything in attributes (section 12). */
  private lookForFirstVersion(node: CmlNode, name: string, value: string): void {
    if (this.depth === 1) {
      if (name === 'ВерсияСхемы') this.versioned = !/^\s*1\./.test(value)
      if (name !== 'ВерсияСхемы' || this.versioned) return
    } else if (this.versioned || (name !== 'Идентификатор' && name !== 'ХозОперация')) return
    throw refusal(
      'CML-VERSION-1',
      {
        ru: 'это CommerceML 1 (1С:Предприятие 7.7): данные лежат в атрибутах. Нужен CommerceML 2: выгрузите в этом формате',
        en: 'this is CommerceML 1 (1C:Enterprise 7.7): its data are in attributes. CommerceML 2 is needed: export in that format',
      },
      node,
    )
  }
}
