import type { Exchange } from '../../server/http/exchange.ts'
import type { TakenBody } from './body.ts'

/** Hands a body that was read to the journal. */
export function keepBody(exchange: Exchange, { recorded }: TakenBody): void {
  if (recorded instanceof Uint8Array) exchange.request = recorded
  else exchange.stored = recorded
}
