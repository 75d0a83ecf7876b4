import { evaluate, parse, type AnyNode } from '@humanwhocodes/momoa'
import { z } from 'zod'
import type { Text } from '../contracts/text.ts'
import { documentMigrations } from './document-migrations.ts'
import { documentVersion, WorkspaceDocument, type DocumentProblem } from './document-schema.ts'

export type Json = Record<string, unknown>

export type ReadDocument =
  | {
      ok: true
      value: WorkspaceDocument
      /** What stands in the file, brought to the current version: with the members and the order that people gave it. */
      raw: Json
    }
  | { ok: false; problem: DocumentProblem }

type Place = { line: number; column: number }
type Path = readonly PropertyKey[]

/**
 * Reads the text of `obmen.json`: JSON without repeated members, older versions migrated, checked by the schema.
 * Never throws: whatever is wrong comes back as a problem with its place.
 * @param file path, for the problem
 */
export function readDocument(file: string, text: string): ReadDocument {
  const refuse = (message: Text, place: Place | null, path: Path | null): ReadDocument => ({
    ok: false,
    problem: {
      file,
      message,
      line: place?.line ?? null,
      column: place?.column ?? null,
      pointer: path && pointerOf(path),
    },
  })

  let root: AnyNode
  try {
    root = parse(text.replace(/^\uFEFF/, ''), { mode: 'json' }).body
  } catch (error) {
    const { message, line, column } = error as Error & Partial<Place>
    const what = message.replace(/ \(\d+:\d+\)$/, '')
    return refuse(
      { ru: `Это не JSON: ${what}`, en: `This is not JSON: ${what}` },
      line && column ? { line, column } : null,
      null,
    )
  }

  const repeated = findRepeated(root, [])
  if (repeated) {
    const name = String(repeated.path.at(-1))
    return refuse(
      { ru: `Член «${name}» записан дважды`, en: `The member "${name}" occurs twice` },
      repeated.place,
      repeated.path,
    )
  }

  const raw = evaluate(root)
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw))
    return refuse({ ru: 'Нужен объект JSON', en: 'A JSON object is wanted' }, { line: 1, column: 1 }, [])

  const document = raw as Json
  const version = document['version'] ?? 0
  if (typeof version === 'number' && version > documentVersion)
    return refuse(
      {
        ru: `Документ записан более новой программой: версия ${version}, здесь понятна ${documentVersion}. Обновите программу.`,
        en: `The document was written by a newer program: version ${version}, known here is ${documentVersion}. Update it.`,
      },
      placeOf(root, ['version']),
      ['version'],
    )
  migrate(document, version)

  const checked = WorkspaceDocument.safeParse(document)
  if (checked.success) return { ok: true, value: checked.data, raw: document }
  const path = checked.error.issues[0]?.path ?? []
  return refuse(schemaMessage(document), placeOf(root, path), path)
}

/** Why a value is not a workspace document, in both languages. */
export function schemaMessage(document: unknown): Text {
  const say = (locale: ReturnType<typeof z.locales.en>) => {
    const issues = WorkspaceDocument.safeParse(document, { error: locale.localeError }).error?.issues ?? []
    return issues
      .slice(0, 3)
      .map(({ path, message }) => `${pointerOf(path) || '/'}: ${message}`)
      .join('; ')
  }
  return { ru: say(z.locales.ru()), en: say(z.locales.en()) }
}

function migrate(document: Json, version: unknown): void {
  if (typeof version !== 'number') return
  for (const { to, up } of documentMigrations) {
    if (to <= version) continue
    up(document)
    document['version'] = to
  }
}

const pointerOf = (path: Path): string =>
  path.map((step) => `/${String(step).replace(/~/g, '~0').replace(/\//g, '~1')}`).join('')

const nameOf = (name: AnyNode): string =>
  name.type === 'String' ? name.value : name.type === 'Identifier' ? name.name : ''

/** The first member that an ordinary parser would silently replace by a later one. */
function findRepeated(node: AnyNode, path: Path): { place: Place; path: Path } | null {
  if (node.type === 'Array') {
    for (const [index, element] of node.elements.entries()) {
      const found = findRepeated(element.value, [...path, index])
      if (found) return found
    }
  }
  if (node.type === 'Object') {
    const names = new Set<string>()
    for (const member of node.members) {
      const name = nameOf(member.name)
      if (names.has(name)) return { place: member.name.loc.start, path: [...path, name] }
      names.add(name)
      const found = findRepeated(member.value, [...path, name])
      if (found) return found
    }
  }
  return null
}

/** Where the value at the path stands; for a member that is absent, where its owner stands. */
function placeOf(root: AnyNode, path: Path): Place {
  let node = root
  for (const step of path) {
    const next =
      node.type === 'Array'
        ? node.elements[Number(step)]?.value
        : node.type === 'Object'
          ? node.members.find((member) => nameOf(member.name) === String(step))?.value
          : undefined
    if (!next) break
    node = next
  }
  const { line, column } = node.loc.start
  return { line, column }
}
