import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip, inflate } from 'node:zlib'
import { siteError } from './errors.ts'
import { NO_BYTES } from './exchange.ts'

/** Request bodies of contract endpoints (AD-46), counted before and after their content coding is removed. */
export const BODY_LIMIT = 10 * 1024 * 1024

const codings: Readonly<
  Record<string, (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>>
> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
}

const tooLarge = () =>
  siteError(
    'SITE-TOO-LARGE',
    `Тело больше ${BODY_LIMIT / 1024 / 1024} МиБ. Разделите сообщение и отправьте его частями.`,
  )

function readRaw(request: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0

    const onData = (chunk: Buffer): void => {
      size += chunk.length
      if (size > BODY_LIMIT) refuse()
      else chunks.push(chunk)
    }
    const onEnd = (): void => {
      stopListening()
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks))
    }
    const onCut = (): void => {
      stopListening()
      reject(
        siteError(
          'SITE-MALFORMED',
          'Соединение оборвалось раньше, чем тело дошло целиком. Отправьте его снова.',
        ),
      )
    }
    const stopListening = (): void => {
      request.off('data', onData).off('end', onEnd).off('error', onCut).off('close', onCut)
    }
    /** What is still on its way is read and dropped: a sender that is cut off would not see the answer. */
    const refuse = (): void => {
      stopListening()
      request.on('error', () => {})
      request.resume()
      reject(tooLarge())
    }

    if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) refuse()
    else request.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onCut)
  })
}

/**
 * The body of a request with its content coding removed, whole in memory and bounded.
 * @throws ContractError `SITE-TOO-LARGE`, `SITE-MEDIA` (unknown coding), `SITE-MALFORMED` (damaged or cut)
 */
export async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const { headers } = request
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return NO_BYTES
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  const raw = await readRaw(request)
  if (coding === 'identity' || coding === '' || raw.length === 0) return raw
  const decode = Object.hasOwn(codings, coding) ? codings[coding] : undefined
  if (!decode)
    throw siteError(
      'SITE-MEDIA',
      `Сжатие «${coding}» не поддерживается. Отправьте тело без сжатия или gzip.`,
      {
        headers: { 'Accept-Encoding': 'gzip, deflate, identity' },
      },
    )
  try {
    return await decode(raw, { maxOutputLength: BODY_LIMIT })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge()
    throw siteError(
      'SITE-MALFORMED',
      `Тело сжато с ошибкой: заявлено «${coding}», распаковать не удалось. Проверьте Content-Encoding.`,
    )
  }
}
