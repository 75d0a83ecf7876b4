import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip, inflate } from 'node:zlib'
import type { Contract } from '../contracts/operation.ts'
import { hostRefusal } from './errors.ts'
import { NO_BYTES } from './exchange.ts'

/** What is known of the bodies of a contract (AD-46, BD-42). */
type Limits = Pick<Contract, 'codes' | 'bodyLimit'>

const codings: Readonly<
  Record<string, (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>>
> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
}

const tooLarge = ({ codes, bodyLimit }: Limits) =>
  hostRefusal(
    codes,
    'too-large',
    `Тело больше ${bodyLimit / 1024 / 1024} МиБ. Разделите сообщение и отправьте его частями.`,
  )

function readRaw(request: IncomingMessage, limits: Limits): Promise<Uint8Array> {
  const { codes, bodyLimit } = limits
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0

    const onData = (chunk: Buffer): void => {
      size += chunk.length
      if (size > bodyLimit) refuse()
      else chunks.push(chunk)
    }
    const onEnd = (): void => {
      stopListening()
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks))
    }
    const onCut = (): void => {
      stopListening()
      reject(
        hostRefusal(
          codes,
          'malformed',
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
      reject(tooLarge(limits))
    }

    if (Number(request.headers['content-length'] ?? 0) > bodyLimit) refuse()
    else request.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onCut)
  })
}

/**
 * The body of a request with its content coding removed, whole in memory and bounded; at once when there is none.
 * @throws ContractError for the faults `too-large`, `media` (unknown coding), `malformed` (damaged or cut)
 */
export function readBody(request: IncomingMessage, limits: Limits): Uint8Array | Promise<Uint8Array> {
  const { headers } = request
  const none = headers['content-length'] === undefined && headers['transfer-encoding'] === undefined
  return none ? NO_BYTES : readWhole(request, limits)
}

async function readWhole(request: IncomingMessage, limits: Limits): Promise<Uint8Array> {
  const { headers } = request
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  const raw = await readRaw(request, limits)
  if (coding === 'identity' || coding === '' || raw.length === 0) return raw
  const decode = Object.hasOwn(codings, coding) ? codings[coding] : undefined
  if (!decode)
    throw hostRefusal(
      limits.codes,
      'media',
      `Сжатие «${coding}» не поддерживается. Отправьте тело без сжатия или gzip.`,
      {
        headers: { 'Accept-Encoding': 'gzip, deflate, identity' },
      },
    )
  try {
    return await decode(raw, { maxOutputLength: limits.bodyLimit })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limits)
    throw hostRefusal(
      limits.codes,
      'malformed',
      `Тело сжато с ошибкой: заявлено «${coding}», распаковать не удалось. Проверьте Content-Encoding.`,
    )
  }
}
