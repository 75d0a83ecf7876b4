import { join } from 'node:path'
import { mkdir } from 'node:fs/promises'
import { uploadName } from '../../server/contracts/commerceml/upload-name.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import { done, ordersWork } from './import.ts'
import type { SiteParts } from './parts.ts'
import { failure, text, type Reply } from './reply.ts'
import { release, type Session } from './sessions.ts'
import { keepBody } from './keep-body.ts'
import { isClash, putPart, wipe } from './uploads.ts'
import type { Visit } from './visit.ts'

/** What a user who typed megabytes where bytes are wanted gets (F8). */
const ABSURD_LIMIT = 81

/** `init` (sections 3.1, 3.2): the folder of this exchange is emptied, the goods of earlier portions stay. */
export async function init(parts: SiteParts, visit: Visit): Promise<Reply> {
  const { session, manner, settings, request, type, on } = visit
  const { profile } = manner
  await release(session)
  await wipe(session)
  await mkdir(session.folder, { recursive: true })
  wipeLeft(parts, session.type)
  session.begun = true
  session.pending = null
  session.version = request.version || null
  session.cmlVersion = request.cmlVersion
  session.zip = settings.zip ?? profile.zip

  const zip = session.zip ? 'zip=yes' : profile.noZip
  if (type === 'get_catalog') return text(`${zip}\n`)
  const limit = on('F8') ? ABSURD_LIMIT : (settings.fileLimit ?? profile.fileLimit)
  const lines = `${zip}\nfile_limit=${limit}`
  if (type !== 'sale' || !profile.token) return text(`${lines}${profile.initEnd}`)
  if (session.version === null) return text(`${lines}\n`)
  return text(`${lines}\nsessid=${session.token}\nversion=${profile.sale.version}`)
}

/** Exchanges that ended leave their files for a while, for screens; their sessions stay good. */
function wipeLeft({ sessions, log }: SiteParts, type: Session['type']): void {
  for (const session of sessions.left(type))
    // Nobody waits for it: two sessions that begin at once would wait for each other.
    if (session.files.size > 0) session.turn(() => wipe(session)).catch(log)
}

/** `file` (sections 3.1, 3.2, 4.3): raw bytes, the same name again is appended. */
export async function receive(parts: SiteParts, visit: Visit): Promise<Reply> {
  const { session, manner, request, exchange, raw, on, say } = visit
  const { profile } = manner
  const answer = uploadName(request.filename)
  if ('refusal' in answer) return failure(manner, 'CML-FILE-NAME', answer.refusal[profile.language])
  const { name } = answer
  exchange.subject = name
  // A site that reads orders as they arrive has no use for parts (section 3.2), unless they make up an archive.
  const atOnce = session.type === 'sale' && readsAtOnce(visit) && !/\.zip$/i.test(name)
  const known = session.imports.get(name)
  if (known?.state === 'progress') known.work.cancel()
  session.imports.delete(name)
  const taken = await putPart(session, name, raw, parts.bodies, {
    overwrite: profile.parts === 'overwrite' || atOnce || on('F6'),
    restartsAtXml: profile.restartsAtXml,
  })
  keepBody(exchange, taken)
  if (taken.error !== null) {
    if (taken.error instanceof Refusal)
      return failure(manner, taken.error.code, taken.error.text[profile.language])
    if (!isClash(taken.error)) parts.log(taken.error)
    return failure(
      manner,
      'CML-FILE-WRITE',
      say(`Ошибка записи в файл ${name}.`, `File ${name} cannot be written.`),
    )
  }
  if (taken.bytes === 0)
    return failure(
      manner,
      'CML-FILE-EMPTY',
      atOnce
        ? 'Файл для импорта пуст.'
        : say('Ошибка чтения HTTP данных.', 'There is no data in the request.'),
    )
  if (atOnce) return takeAtOnce(parts, visit, name)
  return text(profile.fileDone.replace('{name}', name).replace('{bytes}', String(taken.bytes)))
}

const readsAtOnce = ({ manner, session }: Visit): boolean => {
  const { file } = manner.profile.sale
  return file === 'at-once' || (file === 'legacy' && session.version === null)
}

async function takeAtOnce(parts: SiteParts, visit: Visit, name: string): Promise<Reply> {
  const { session, manner } = visit
  const work = ordersWork(parts, visit, join(session.folder, name), name)
  const outcome = await work.done
  const state = outcome.ok ? 'success' : 'failure'
  session.imports.set(name, {
    file: name,
    work,
    step: 0,
    state,
    text: outcome.ok ? '' : outcome.reason,
    report: null,
  })
  if (!outcome.ok) return failure(manner, outcome.code, outcome.reason)
  const answer = done(visit, outcome.taken)
  const first = String(answer.body).split('\n')[0]!
  return text(manner.profile.sale.said === 'glued' ? `${first}\n` : first)
}
