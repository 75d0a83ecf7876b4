import { createHash } from 'node:crypto'
import type { Finding } from '../contracts/finding.ts'
import type { CodeCatalogue, Contract } from '../contracts/operation.ts'
import { hostRefusal, isRetryable } from './errors.ts'
import type { StepContext } from './exchange.ts'
import type { IdempotencyStore, StoredAnswer } from './idempotency.ts'

/** The key as the draft writes it is a quoted string; a bare one is what everybody sends. */
export function idempotencyKeyOf(codes: CodeCatalogue, header: string): string | null {
  const key = header.trim().replace(/^"(.*)"$/, '$1')
  if (key === '') return null
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw hostRefusal(
      codes,
      'malformed',
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

export interface OnceOptions {
  contract: Contract
  idempotency: IdempotencyStore
  requireKey(): boolean
}

/** The finding for a POST without a key, `null` in a contract that does not mind. */
function keylessWarning({ all }: CodeCatalogue): Finding | null {
  const row = all.find(({ code }) => code === 'W-NO-IDEMPOTENCY-KEY')
  if (!row) return null
  const { code, meaning } = row
  return { severity: 'warning', code, message: meaning, line: 1, column: 1, pointer: '' }
}

/**
 * A POST is carried out once a key (AD-33). Answers that a retry could change (5xx, 429) are not kept.
 * Without a key: refused in strict mode, else carried out under its natural key with a warning.
 * @param carryOut answers a request, refusals too: they are kept with the key like any other answer
 */
export function once(
  options: OnceOptions,
  carryOut: (ctx: StepContext) => Promise<void>,
): (ctx: StepContext) => Promise<void> {
  const { idempotency, requireKey } = options
  const { codes } = options.contract
  const keyless = keylessWarning(codes)

  async function carryOutOnce(ctx: StepContext): Promise<void> {
    const { exchange } = ctx.state
    const key = idempotencyKeyOf(codes, ctx.get('Idempotency-Key'))
    if (key === null) {
      if (requireKey())
        throw hostRefusal(
          codes,
          'key-missing',
          'Нет заголовка Idempotency-Key. Добавьте к каждому POST новый UUID, а к повтору тот же самый.',
        )
      if (keyless) exchange.findings.push({ ...keyless })
      return carryOut(ctx)
    }

    const fingerprint = fingerprintOf(ctx)
    const found = await idempotency.begin(key, fingerprint)
    if (found.state === 'finished') return replay(ctx, found.answer)
    if (found.state === 'running')
      throw hostRefusal(
        codes,
        'key-in-use',
        'Запрос с этим Idempotency-Key ещё выполняется. Повторите его через секунду с тем же ключом.',
        { retryAfter: 1 },
      )
    if (found.state === 'reused')
      throw hostRefusal(
        codes,
        'key-reused',
        'Этот Idempotency-Key уже был у другого запроса. У нового сообщения должен быть новый ключ.',
      )

    try {
      await carryOut(ctx)
      if (!isRetryable(codes, ctx.status, exchange.code))
        await idempotency.finish(key, fingerprint, {
          status: ctx.status,
          contentType: ctx.response.get('Content-Type'),
          bytes: ctx.body as Uint8Array,
        })
    } finally {
      idempotency.release(key)
    }
  }

  return (ctx) => (ctx.state.exchange.operation?.method === 'POST' ? carryOutOnce(ctx) : carryOut(ctx))
}
