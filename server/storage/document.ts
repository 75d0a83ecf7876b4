import { readFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { watch } from 'chokidar'
import { TextFile } from 'lowdb/node'
import { readDocument, schemaMessage, type Json } from './document-reader.ts'
import { WorkspaceDocument, type DocumentProblem } from './document-schema.ts'
import { createQueue } from './queue.ts'
import { Refusal } from './refusal.ts'

/** `obmen.json` in force. People edit the file too, by hand and through git; both ways of change end up here. */
export interface DocumentStore {
  /** The last good document. It is replaced, never changed: one that was read stays as it was. */
  readonly value: WorkspaceDocument
  /** Why the file as it stands is not in force, `null` when it is. */
  readonly problem: DocumentProblem | null
  /**
   * Changes a draft and writes it. Updates run one after another; each sees what the one before it left, and an edit that
   * was made outside. When `change` throws, or the draft breaks the schema, nothing happens.
   * @throws Refusal `DOCUMENT-BROKEN` while the file has a problem (it is not touched), `DOCUMENT-INVALID`
   */
  update(change: (draft: WorkspaceDocument) => void): Promise<void>
  /** Tells of a new `value` or `problem`, whoever made it. @returns the function that ends it */
  onChange(listener: () => void): () => void
  /** Finishes updates that are under way and stops watching the file. */
  close(): Promise<void>
}

const print = (document: Json): string => `${JSON.stringify(document, null, 2)}\n`

/**
 * Opens `obmen.json`, or writes the initial one when there is none. A file that cannot be used is reported by `problem` and
 * left as it is; until it is mended the initial document is in force.
 */
export async function openDocument(
  path: string,
  initialDocument: () => WorkspaceDocument,
): Promise<DocumentStore> {
  const file = new TextFile(path)
  const queue = createQueue()
  const listeners = new Set<() => void>()

  /** What was written or read last; compared as bytes, because every update looks whether somebody else was there. */
  let bytes = await readBytes(path)
  if (bytes === null) {
    const printed = print(initialDocument())
    await file.write(printed)
    bytes = Buffer.from(printed)
  }
  const first = readDocument(path, bytes.toString())
  let value = first.ok ? first.value : initialDocument()
  let raw: Json = first.ok ? first.raw : value
  let problem = first.ok ? null : first.problem

  const tell = () => {
    for (const listener of listeners) listener()
  }

  /** Takes over what stands in the file, when it is not what this store wrote or read last. */
  async function refresh(): Promise<void> {
    const found = await readBytes(path)
    if (found && bytes ? found.equals(bytes) : found === bytes) return
    bytes = found
    const read =
      found === null ? { ok: false as const, problem: absent(path) } : readDocument(path, found.toString())
    if (read.ok) {
      value = read.value
      raw = read.raw
      problem = null
    } else problem = read.problem
    tell()
  }

  const watcher = watch(path, {
    ignoreInitial: true,
    // Editors that write in place would otherwise be caught half-way.
    awaitWriteFinish: { stabilityThreshold: 60, pollInterval: 20 },
  })
  watcher.on('all', () => {
    queue(refresh).catch((error: unknown) => console.error(error))
  })
  // Without live edits (too many watched files) the store still works: every update reads the file first.
  watcher.on('error', (error) => console.error(error))
  await new Promise<void>((resolve) => void watcher.once('ready', resolve))

  return {
    get value() {
      return value
    },
    get problem() {
      return problem
    },
    update: (change) =>
      queue(async () => {
        await refresh()
        if (problem && bytes !== null) throw broken(problem)
        const draft = structuredClone(value)
        change(draft)
        const next = merge(raw, value, draft) as Json
        const checked = WorkspaceDocument.safeParse(next)
        if (!checked.success) throw new Refusal('DOCUMENT-INVALID', schemaMessage(next))
        if (bytes !== null && isDeepStrictEqual(next, raw)) return
        const printed = print(next)
        await file.write(printed)
        bytes = Buffer.from(printed)
        raw = next
        value = checked.data
        problem = null
        tell()
      }),
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      await watcher.close()
      await queue(async () => {})
    },
  }
}

const isObject = (value: unknown): value is Json =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

async function readBytes(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/**
 * What to write: `after`, in the order of members that people gave the file, with the members that the schema does not know.
 * Elements of lists are recognised by their `id`.
 * @param raw what stands in the file; @param before what the schema made of it; @param after what it shall become
 */
function merge(raw: unknown, before: unknown, after: unknown): unknown {
  if (Array.isArray(after)) {
    const byId = (list: unknown) =>
      new Map((Array.isArray(list) ? list : []).filter(isObject).map((element) => [element['id'], element]))
    const rawById = byId(raw)
    const beforeById = byId(before)
    return after.map((element: unknown) => {
      const id = isObject(element) ? element['id'] : undefined
      return id === undefined ? element : merge(rawById.get(id), beforeById.get(id), element)
    })
  }
  if (!isObject(after)) return after
  const known = isObject(before) ? before : {}
  const result: Json = {}
  for (const [name, value] of Object.entries(isObject(raw) ? raw : {})) {
    if (Object.hasOwn(after, name)) result[name] = merge(value, known[name], after[name])
    else if (!Object.hasOwn(known, name)) result[name] = value
  }
  for (const [name, value] of Object.entries(after))
    if (!Object.hasOwn(result, name)) result[name] = merge(undefined, undefined, value)
  // JSON knows no `undefined`: an optional member that was emptied is gone.
  for (const name of Object.keys(result)) if (result[name] === undefined) delete result[name]
  return result
}

const absent = (file: string): DocumentProblem => ({
  file,
  message: {
    ru: 'Файла больше нет. В силе то, что было в нём; следующее изменение запишет его заново.',
    en: 'The file is gone. What it said stays in force; the next change writes it anew.',
  },
  line: null,
  column: null,
  pointer: null,
})

function broken({ file, message, line, column }: DocumentProblem): Refusal {
  const place = line === null ? file : `${file}:${line}:${column}`
  return new Refusal('DOCUMENT-BROKEN', {
    ru: `Изменение не записано: ${place} — ${message.ru}. Исправьте файл, он не тронут.`,
    en: `The change was not written: ${place} — ${message.en}. Mend the file, it was not touched.`,
  })
}
