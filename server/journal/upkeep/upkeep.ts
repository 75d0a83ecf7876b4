import { stat } from 'node:fs/promises'
import { CompiledQuery, sql, type Kysely } from 'kysely'
import type { Text } from '../../contracts/text.ts'
import type { Bodies } from '../../storage/bodies.ts'
import type { Clock } from '../../storage/clock.ts'
import type { JournalSettings } from '../../storage/document-schema.ts'
import { Refusal } from '../../storage/refusal.ts'
import { Mark } from '../lines/chunk.ts'
import type { Lines } from '../lines/lines.ts'
import type { JournalHealth } from '../model.ts'
import type { JournalTables } from '../table.ts'
import { erase } from './erase.ts'
import { packBodies, sweepPacked } from './packing.ts'
import { exceeding, forgotten } from './retention.ts'

/** A body is stored before its row; so long nobody takes it for one that is not needed. */
const FRESH_MS = 3600_000

export interface Upkeep {
  /** Takes away what the settings do not keep, and what was removed long ago. @returns entries that went */
  run(keep: JournalSettings['keep']): Promise<number>
  /** @param thorough every body is read and held against its name */
  health(thorough?: boolean): Promise<JournalHealth>
  /** Packs the bodies, mends what can be mended and gives the space back to the system. */
  compact(): Promise<JournalHealth & { freedBytes: number }>
}

export function createUpkeep({
  tables,
  lines,
  bodies,
  clock,
}: {
  tables: Kysely<JournalTables>
  lines: Lines
  bodies: Bodies
  clock: Clock
}): Upkeep {
  const isNeeded = async (sha256: string): Promise<boolean> =>
    (await tables
      .selectFrom('journal')
      .select('id')
      .where((eb) => eb.or([eb('request_sha256', '=', sha256), eb('response_sha256', '=', sha256)]))
      .limit(1)
      .executeTakeFirst()) !== undefined

  /** Names of all bodies that are not in their rows. */
  async function needed(): Promise<Map<string, number[]>> {
    const names = new Map<string, number[]>()
    const rows = tables
      .selectFrom('journal')
      .select(['id', 'request_sha256', 'response_sha256'])
      .where((eb) => eb.or([eb('request_sha256', 'is not', null), eb('response_sha256', 'is not', null)]))
      .stream(500)
    for await (const { id, request_sha256, response_sha256 } of rows)
      for (const sha256 of [request_sha256, response_sha256])
        if (sha256 !== null) names.set(sha256, [...(names.get(sha256) ?? []), id])
    return names
  }

  async function sweepFiles(): Promise<void> {
    const names = await needed()
    const old = clock().getTime() - FRESH_MS
    for await (const { sha256, modified } of bodies.list())
      if (!names.has(sha256) && modified.getTime() < old && !(await isNeeded(sha256)))
        await bodies.remove(sha256)
  }

  async function databaseBytes(): Promise<number> {
    const { rows } = await sql<{ name: string; file: string }>`pragma database_list`.execute(tables)
    const file = rows.find(({ name }) => name === 'main')?.file
    if (!file) return 0
    const sizes = await Promise.all(
      [file, `${file}-wal`].map((path) =>
        stat(path).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    )
    return sizes.reduce((sum, size) => sum + size, 0)
  }

  async function files(): Promise<{ count: number; bytes: number; names: Set<string> }> {
    const names = new Set<string>()
    let total = 0
    for await (const { sha256, bytes } of bodies.list()) {
      names.add(sha256)
      total += bytes
    }
    return { count: names.size, bytes: total, names }
  }

  async function problemsOf(
    names: ReadonlySet<string>,
    thorough: boolean,
  ): Promise<JournalHealth['problems']> {
    const problems: JournalHealth['problems'] = []
    const { rows } = await sql<Record<string, string>>`pragma quick_check(20)`.execute(tables)
    for (const found of rows.flatMap((row) => Object.values(row)))
      if (found !== 'ok')
        problems.push({
          code: 'DATABASE-DAMAGED',
          message: { ru: `База повреждена: ${found}`, en: `The database is damaged: ${found}` },
          entries: [],
        })
    for (const [sha256, entries] of await needed()) {
      const say = (code: string, message: Text) => problems.push({ code, message, entries })
      const packed = await tables
        .selectFrom('journal_body')
        .select('sha256')
        .where('sha256', '=', sha256)
        .executeTakeFirst()
      if (packed) continue
      if (!names.has(sha256))
        say('BODY-MISSING', {
          ru: `Тела ${sha256} нет в папке bodies`,
          en: `The body ${sha256} is not in the bodies folder`,
        })
      else if (thorough) {
        const fault = await bodies.get(sha256).then(
          () => null,
          (error: unknown) => (error instanceof Refusal ? error : Promise.reject(error)),
        )
        if (fault) say(fault.code, fault.text)
      }
    }
    return problems
  }

  async function health(thorough = false): Promise<JournalHealth> {
    const { count, bytes, names } = await files()
    const marked = (mark: number): number =>
      lines.chunks.reduce((sum, { columns, length }) => {
        for (let i = 0; i < length; i += 1) if ((columns.marks[i]! & (mark | Mark.gone)) === mark) sum += 1
        return sum
      }, 0)
    const removed = marked(Mark.removed)
    return {
      entries: lines.count - removed,
      pinned: marked(Mark.pinned),
      removed,
      databaseBytes: await databaseBytes(),
      bodyFiles: count,
      bodyBytes: bytes,
      problems: await problemsOf(names, thorough),
    }
  }

  return {
    async run(keep) {
      const taken = keep.megabytes > 0 ? (await databaseBytes()) + (await files()).bytes : 0
      const going = new Set([
        ...(await forgotten(tables, clock())),
        ...exceeding(lines, keep, clock(), taken),
      ])
      if (going.size === 0) return 0
      await erase(tables, lines, [...going])
      await sweepPacked(tables)
      await sweepFiles()
      return going.size
    },
    health,
    async compact() {
      const before = await health()
      await packBodies(tables)
      await sweepPacked(tables)
      await sweepFiles()
      await tables.executeQuery(
        CompiledQuery.raw("insert into journal_text (journal_text) values ('optimize')"),
      )
      await tables.executeQuery(CompiledQuery.raw('vacuum'))
      await tables.executeQuery(CompiledQuery.raw('pragma wal_checkpoint(truncate)'))
      const after = await health()
      const freed = before.databaseBytes + before.bodyBytes - after.databaseBytes - after.bodyBytes
      return { ...after, freedBytes: freed }
    },
  }
}
