import type { CmlCatalogue, CmlClassifier, CmlGroup, CmlPackage, CmlParty, CmlRoot } from '../model.ts'
import { cmlVersions } from '../model.ts'
import { states } from './enumerations.ts'
import { attributeOf, trimmed, type CmlNode } from './node.ts'
import { readParty } from './party.ts'
import { lengths, type CmlScope } from './scope.ts'

const place = ({ line, column }: CmlNode) => ({ line, column })

/** `КоммерческаяИнформация` (section 5). `tag` is its name with a prefix, if it had one. */
export function readRoot(node: CmlNode, tag: string, scope: CmlScope): CmlRoot {
  const prefix = tag.includes(':') ? tag.slice(0, tag.indexOf(':')) : ''
  const declaration = prefix === '' ? 'xmlns' : `xmlns:${prefix}`
  const version = trimmed(attributeOf(node, 'ВерсияСхемы') ?? '')
  if (version === '') {
    scope.note('CML-NO-VERSION', node, () => ({
      ru: 'У корня нет атрибута «ВерсияСхемы»: файл прочитан по его элементам',
      en: 'The root has no attribute ВерсияСхемы: the file is read by its elements',
    }))
  } else if (!isKnown(version)) {
    scope.note('CML-UNKNOWN-VERSION', node, () => ({
      ru: `Версия схемы «${version.slice(0, 40)}» не описана: файл прочитан по его элементам`,
      en: `The version of the schema "${version.slice(0, 40)}" is not described: the file is read by its elements`,
      value: version,
    }))
  }
  const generated = trimmed(attributeOf(node, 'ДатаФормирования') ?? '')
  const root: CmlRoot = {
    kind: 'root',
    place: place(node),
    version,
    generated: scope.date(node, generated, 'instant', '@ДатаФормирования'),
    namespace: attributeOf(node, declaration) ?? '',
    node: attributeOf(node, 'Ид'),
  }
  scope.unknownAttributes(node, '', 'ВерсияСхемы', 'ДатаФормирования', 'Ид')
  for (let child = node.first; child !== null; child = child.next) scope.unknown(child)
  if (scope.extra !== null) root.extra = scope.extra
  return root
}

const isKnown = (version: string): boolean =>
  (cmlVersions as readonly string[]).includes(version) || version === '2.06' || version === '3.0'

/** What all three heads say of themselves. */
interface Head {
  id: string
  name: string
  owner: CmlParty | null
  changesOnly: boolean
  classifierId: string
  catalogueId: string
}

const CHANGES = 'СодержитТолькоИзменения'

/** `own`: members that this head has; the others of the model are unknown in it. */
function readHead(node: CmlNode, scope: CmlScope, own: readonly ('ИдКлассификатора' | 'ИдКаталога')[]): Head {
  const head: Head = {
    id: '',
    name: '',
    owner: null,
    changesOnly: scope.booleanOf(node, trimmed(attributeOf(node, CHANGES) ?? ''), `@${CHANGES}`) ?? false,
    classifierId: '',
    catalogueId: '',
  }
  scope.unknownAttributes(node, '', CHANGES)
  for (let child = node.first; child !== null; child = child.next) {
    switch (child.name) {
      case 'Ид':
        head.id = scope.once(head.id, child, lengths.goodsId)
        break
      case 'Наименование':
        head.name = scope.once(head.name, child)
        break
      case 'Владелец':
        if (head.owner === null) head.owner = readParty(child, scope)
        else scope.repeated(child)
        break
      case CHANGES:
        head.changesOnly = scope.boolean(child) ?? head.changesOnly
        break
      case 'ИдКлассификатора':
      case 'ИдКаталога':
        if (!own.includes(child.name)) scope.unknown(child)
        else if (child.name === 'ИдКаталога') head.catalogueId = scope.once(head.catalogueId, child)
        else head.classifierId = scope.once(head.classifierId, child)
        break
      default:
        scope.unknown(child)
    }
  }
  return head
}

/** Members of heads: one of them behind the lists is told as `CML-HEAD-LATE`. */
export const headMembers: ReadonlySet<string> = new Set([
  'Ид',
  'Наименование',
  'Владелец',
  CHANGES,
  'ИдКлассификатора',
  'ИдКаталога',
  'ПометкаУдаления',
  'Статус',
])

/** `Классификатор` without its lists (section 6). */
export function readClassifier(node: CmlNode, scope: CmlScope): CmlClassifier {
  const { id, name, owner, changesOnly } = readHead(node, scope, [])
  const classifier: CmlClassifier = { kind: 'classifier', place: place(node), id, name, owner, changesOnly }
  if (scope.extra !== null) classifier.extra = scope.extra
  return classifier
}

/** `Каталог` without its goods (section 6). */
export function readCatalogue(node: CmlNode, scope: CmlScope): CmlCatalogue {
  const { id, name, owner, changesOnly, classifierId } = readHead(node, scope, ['ИдКлассификатора'])
  const catalogue: CmlCatalogue = {
    kind: 'catalogue',
    place: place(node),
    id,
    classifierId,
    name,
    owner,
    changesOnly,
  }
  if (scope.extra !== null) catalogue.extra = scope.extra
  return catalogue
}

/** `ПакетПредложений`, `ИзмененияПакетаПредложений` without their lists (sections 7, 7.1). */
export function readPackage(node: CmlNode, scope: CmlScope): CmlPackage {
  const head = readHead(node, scope, ['ИдКлассификатора', 'ИдКаталога'])
  const element = node.name === 'ИзмененияПакетаПредложений' ? node.name : 'ПакетПредложений'
  const { id, name, owner, classifierId, catalogueId } = head
  const changesOnly = head.changesOnly || element === 'ИзмененияПакетаПредложений'
  const offers: CmlPackage = {
    kind: 'package',
    place: place(node),
    id,
    catalogueId,
    classifierId,
    name,
    owner,
    changesOnly,
    element,
  }
  if (scope.extra !== null) offers.extra = scope.extra
  return offers
}

/** `Группа` without the groups in it. */
export function readGroup(node: CmlNode, parent: string | null, scope: CmlScope): CmlGroup {
  const group: CmlGroup = {
    kind: 'group',
    place: place(node),
    id: '',
    parent,
    name: '',
    deleted: scope.isDeletedState(node, attributeOf(node, 'Статус') ?? '', states),
  }
  scope.unknownAttributes(node, '', 'Статус')
  for (let child = node.first; child !== null; child = child.next) {
    switch (child.name) {
      case 'Ид':
        group.id = scope.once(group.id, child, lengths.id)
        break
      case 'Наименование':
        group.name = scope.once(group.name, child)
        break
      case 'ПометкаУдаления':
        group.deleted = scope.boolean(child) === true || group.deleted
        break
      case 'Статус':
        group.deleted = scope.isDeletedState(child, scope.text(child), states) || group.deleted
        break
      default:
        scope.unknown(child)
    }
  }
  if (scope.extra !== null) group.extra = scope.extra
  return group
}
