import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CmlInit } from '../../server/contracts/commerceml/answer.ts'
import { importsOn, onFile, onImport } from '../../server/contracts/commerceml/reactions.ts'
import type { FilePart } from '../../server/journal/transport.ts'
import { archiveName, packFolder } from './archive.ts'
import { pause, StepFailed, type RunContext } from './context.ts'
import type { Session } from './session.ts'

/** How files go up and are imported: archive, parts, polling (commerceml sections 3.1, 4.3, 4.4). */

/** Files of one session in a folder: names with `/`, as they are called on the site. */
export interface Parcel {
  folder: string
  /** In the order of their references. */
  xml: readonly string[]
  pictures: readonly string[]
}

/** One archive of everything, or one for each XML file with the pictures in the first. */
async function packAll({ profile }: RunContext, { folder, xml, pictures }: Parcel): Promise<string[]> {
  const archives: [string, string[]][] =
    profile.archive === 'folder'
      ? [[archiveName(), [...xml, ...pictures]]]
      : xml.map((name, index) => [
          name.replace(/\.xml$/i, '.zip'),
          index === 0 ? [name, ...pictures] : [name],
        ])
  for (const [name, names] of archives) await packFolder(folder, names, join(folder, name))
  return archives.map(([name]) => name)
}

/** Fragments in order; the failures of the field that disturb them are played here. */
function partsOf(
  { faults }: RunContext,
  file: string,
  size: number,
  limit: number,
  archive: boolean,
): FilePart[] {
  const step = limit === 0 ? Math.max(size, 1) : limit
  const cut = (most: number): FilePart[] =>
    Array.from({ length: Math.max(Math.ceil(size / most), 1) }, (_, index) => ({
      file,
      start: index * most,
      end: Math.min((index + 1) * most, size),
    }))
  // A file that fits is cut in two, so that there is something to mix up or to lose.
  const atLeastTwo = (): FilePart[] => cut(Math.min(step, Math.max(Math.ceil(size / 2), 1)))
  if (archive && faults.use('F7')) {
    const [first, , ...rest] = atLeastTwo()
    return [first!, ...rest]
  }
  if (faults.use('F6')) {
    const [first, second, ...rest] = atLeastTwo()
    return second ? [second, first!, ...rest] : [first!]
  }
  return cut(step)
}

/**
 * Sends everything of a parcel. @returns bytes that went up
 * @throws StepFailed, RunStopped
 */
export async function sendParcel(
  context: RunContext,
  session: Session,
  init: CmlInit,
  parcel: Parcel,
): Promise<number> {
  const { node, record } = context
  const archived = init.zip && node.zip
  const names = archived ? await packAll(context, parcel) : [...parcel.xml, ...parcel.pictures]
  const limits = [init.limit, node.partBytes].filter((limit) => limit > 0)
  const limit = limits.length === 0 ? 0 : Math.min(...limits)
  const files = await Promise.all(
    names.map(async (name) => ({ name, size: (await stat(join(parcel.folder, name))).size })),
  )
  const total = files.reduce((sum, { size }) => sum + size, 0)
  let sent = 0
  record.progress({ ru: 'Отправка файлов', en: 'Sending files' }, 0, total)
  for (const { name, size } of files) {
    const parts = partsOf(context, join(parcel.folder, name), size, limit, archived)
    for (const part of parts) {
      await session.must(
        { mode: 'file', filename: name, body: part, total: size, parts: parts.length },
        (heard) => onFile(heard, session.ways),
      )
      const bytes = part.end - part.start
      sent += bytes
      record.run.totals.bytes += bytes
      record.progress({ ru: `Отправка ${name}`, en: `Sending ${name}` }, sent, total)
    }
  }
  return sent
}

/**
 * One file, or the end of the exchange, until the site is done with it. @returns whether it was loaded
 * @throws RunStopped
 */
export async function importFile(
  context: RunContext,
  session: Session,
  request: { mode: string; filename?: string; extra?: string },
): Promise<boolean> {
  const { node, profile, record } = context
  const { filename = request.mode } = request
  for (let polls = 1; ; polls += 1) {
    await pause(context, node.pollMs ?? profile.pollMs)
    record.progress({ ru: `Сайт загружает ${filename}`, en: `The site is loading ${filename}` })
    const { reaction } = await session.ask(request, (heard) => onImport(heard, session.ways))
    if (reaction.next !== 'again') return reaction.next === 'go-on'
    if (polls < node.maxPolls) continue
    record.log(
      'error',
      `${filename}: сервер ответил progress ${polls} раз подряд. Стенд прекращает ожидание; настоящая 1С ждала бы дальше.`,
    )
    return false
  }
}

/**
 * Imports of all XML files of a parcel.
 * @throws StepFailed when not all were loaded, RunStopped
 */
export async function importParcel(context: RunContext, session: Session, { xml }: Parcel): Promise<void> {
  const { node, profile, record } = context
  if (!node.waitImport) {
    record.log('info', 'Файлы выгружены без ожидания подтверждения импорта сервером.')
    return
  }
  // The default order of texts: import before offers, as a folder is listed.
  const names = profile.importOrder === 'names' ? [...xml].sort() : xml
  let loaded = 0
  let failed = false
  for (const filename of names) {
    if (await importFile(context, session, { mode: 'import', filename })) loaded += 1
    else {
      failed = true
      if (!importsOn(loaded, session.ways)) break
    }
  }
  if (failed) throw new StepFailed('import')
}
