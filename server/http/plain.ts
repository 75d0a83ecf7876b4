import type { CodeCatalogue } from '../contracts/operation.ts'
import { hostRefusal } from './errors.ts'
import type { Check } from './exchange.ts'

export interface PlainOptions {
  /** What a request over plain HTTP gets (B-16): an answer, or a refusal. @default 'serve' */
  plain?(): 'serve' | 'refuse'
  /** Where the same service is served over HTTPS: `https://127.0.0.1:8443`; `null` while it is nowhere. */
  httpsAddress?(): string | null
}

/** Refuses plain HTTP for a service that wants TLS. Never by a redirect: a redirected POST arrives as a GET (PD-07). */
export function wantTls(codes: CodeCatalogue, { plain, httpsAddress }: PlainOptions): Check {
  return (ctx) => {
    if (plain?.() !== 'refuse' || ctx.secure) return
    const address = httpsAddress?.() ?? null
    const remedy =
      address === null ? 'HTTPS выключен, включите его в настройках' : `Обратитесь к ${address}${ctx.path}`
    throw hostRefusal(codes, 'forbidden', `Служба отвечает только по HTTPS. ${remedy}.`)
  }
}
