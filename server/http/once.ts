import { createHash } from 'node:crypto'
import { warningCodes } from '../contracts/site-orders/codes.ts'
import { isRetryable, siteError } from './errors.ts'
import type { Step, StepContext } from './exchange.ts'
import type { IdempotencyStore, StoredAnswer } from './idempotency.ts'

/** The key as the draft writes it is a quoted string; a bare one is what everybody sends. */
export function idempotencyKeyOf(header: string): string | null {
  const key = header.trim().replace(/^"(.*)"$/, '$1')
  if (key === '') return null
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw siteError(
      'SITE-MALFORMED',
      'Заголовок Idempotency-Key должен быть от 1 до 255 печатных знаков ASCII без пробелов, лучше всего UUID.',
    )
  return key
}

function fingerprintOf(ctx: StepContext): string {
  return createHash('sha256')
    .update(`${ctx.method} ${ctx.originalUrl}\n`)
    .update(ctx.state.exchange.request)
    .digest('hex')
}

function replay(ctx: StepContext, { status, contentType, bytes }: StoredAnswer): void {
  ctx.status = status
  ctx.set('Idempotency-Replayed', 'true')
  ctx.set('Content-Type', contentType)
  ctx.body = Buffer.from(bytes)
  if (status >= 400) ctx.state.exchange.code = (JSON.parse(String(ctx.body)) as { code: string }).code
}

/**
 * A POST is carried out once a key (AD-33). Answers that a retry could change (5xx, 429) are not kept.
 * Without a key: refused in strict mode, else carried out under its natural key with a warning.
 */
export function once(options: { idempotency: IdempotencyStore; requireKey(): boolean }): Step {
  const { idempotency, requireKey } = options
  return async function once(ctx, next) {
    const { exchange } = ctx.state
    if (exchange.operation?.method !== 'POST') return next()

    const header = idempotencyKeyOf(ctx.get('Idempotency-Key'))
    if (header === null) {
      if (requireKey())
        throw siteError(
          'SITE-KEY-MISSING',
          'Нет заголовка Idempotency-Key. Добавьте к каждому POST новый UUID, а к повтору тот же самый.',
        )
      const { code, meaning } = warningCodes['W-NO-IDEMPOTENCY-KEY']
      exchange.findings.push({ severity: 'warning', code, message: meaning, line: 1, column: 1, pointer: '' })
      return next()
    }

    const key = `${exchange.operation.callee}/${header}`
    const fingerprint = fingerprintOf(ctx)
    const found = await idempotency.begin(key, fingerprint)
    if (found.state === 'finished') return replay(ctx, found.answer)
    if (found.state === 'running')
      throw siteError(
        'SITE-KEY-IN-USE',
        'Запрос с этим Idempotency-Key ещё выполняется. Повторите его через секунду с тем же ключом.',
        { retryAfter: 1 },
      )
    if (found.state === 'reused')
      throw siteError(
        'SITE-KEY-REUSED',
        'Этот Idempotency-Key уже был у другого запроса. У нового сообщения должен быть новый ключ.',
      )

    try {
      await next()
      if (!isRetryable(ctx.status, exchange.code))
        await idempotency.finish(key, fingerprint, {
          status: ctx.status,
          contentType: ctx.response.get('Content-Type'),
          bytes: ctx.body as Uint8Array,
        })
    } finally {
      idempotency.release(key)
    }
  }
}
