import { readNumberText } from '../decimal.ts'
import { currencyCode, dateForm, readBoolean } from '../commerceml/values.ts'
import { readTimeText } from '../time.ts'
import type { XmlElement } from '../wire/read-xml.ts'
import { membersByName, TEXT_MEMBER, type CompareNode, type ScalarNode, type ScalarSort } from './node.ts'
import { booleanValue, numberValue } from './scalars.ts'

/** XML without a message of its own, as nodes: attributes are `@name`, children are lists by their names. */

type Reading = (text: string, zone: string) => { sort: ScalarSort; value: string } | null

const asNumber =
  (sort: ScalarSort): Reading =>
  (text) => {
    const decimal = readNumberText(text)
    return decimal === null ? null : { sort, value: numberValue(decimal) }
  }

const DATE =
  /^(?:(\d{4})-(\d{2})-(\d{2})|(\d{1,2})\.(\d{1,2})\.(\d{4}))(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?)?/

const asTime: Reading = (text, zone) => {
  const form = dateForm(text, 'instant')
  if (form !== 'schema' && form !== 'lenient') return null
  const zoned = readTimeText(text, zone)
  if (zoned !== null) return { sort: 'time', value: zoned }
  const [, y, m, d, day, month, year, hour = '0', minute = '00', second = '00'] = DATE.exec(text) ?? []
  const pad = (part = ''): string => part.padStart(2, '0')
  return {
    sort: 'time',
    value: `${y ?? year}-${pad(m ?? month)}-${pad(d ?? day)}T${pad(hour)}:${minute}:${second}`,
  }
}

const asBoolean: Reading = (text) => {
  const value = readBoolean(text)
  return value === null ? null : { sort: 'boolean', value: booleanValue(value) }
}

const asCurrency: Reading = (text) => {
  const code = currencyCode(text)
  return code === null ? null : { sort: 'text', value: code }
}

/** How CommerceML writes the values of its elements and attributes (contract section 5). */
export const commerceMlReadings: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ...['Сумма', 'ЦенаЗаЕдиницу', 'Итого'].map((name) => [name, asNumber('money')] as const),
  ...['Количество', '@КоличествоНаСкладе', 'Остаток'].map((name) => [name, asNumber('quantity')] as const),
  ...['Коэффициент', 'Курс', 'Процент'].map((name) => [name, asNumber('number')] as const),
  ...['Дата', '@ДатаФормирования', 'ДатаФормирования', 'ДатаРождения', 'СрокПлатежа'].map(
    (name) => [name, asTime] as const,
  ),
  ...['УчтеноВСумме', 'ПометкаУдаления', 'СодержитТолькоИзменения', '@СодержитТолькоИзменения', 'Акциз'].map(
    (name) => [name, asBoolean] as const,
  ),
  ['Валюта', asCurrency],
])

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

export interface XmlReading {
  readings: ReadonlyMap<string, Reading>
  zone: string
}

export function readXmlTree(root: XmlElement, { readings, zone }: XmlReading): CompareNode {
  function scalar(name: string, text: string, { spot }: XmlElement): ScalarNode {
    const written = text.trim()
    const read = readings.get(name)?.(written, zone) ?? { sort: 'text', value: written }
    return { kind: 'scalar', ...read, written, quoted: false, spot }
  }

  function element(node: XmlElement): CompareNode {
    const attributes = Object.entries(node.attributes)
      .filter(([name]) => name !== 'xmlns' && !/^(?:xmlns|xsi):/.test(name))
      .map(([name, text]) => [`@${name}`, scalar(`@${name}`, text, node)] as const)
    if (attributes.length === 0 && node.children.length === 0)
      return scalar(localName(node.name), node.text, node)
    const byName = new Map<string, CompareNode[]>()
    for (const child of node.children) {
      const name = localName(child.name)
      const siblings = byName.get(name)
      if (siblings) siblings.push(element(child))
      else byName.set(name, [element(child)])
    }
    const children = [...byName].map(
      ([name, items]) =>
        [name, { kind: 'list', items, elements: true, spot: items[0]!.spot } as const] as const,
    )
    const text =
      node.text.trim() === '' ? [] : [[TEXT_MEMBER, scalar(localName(node.name), node.text, node)] as const]
    return { kind: 'object', members: membersByName([...attributes, ...children, ...text]), spot: node.spot }
  }

  const name = localName(root.name)
  return { kind: 'object', members: membersByName([[name, element(root)]]), spot: root.spot }
}
