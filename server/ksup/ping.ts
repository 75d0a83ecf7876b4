import type { Ping } from '../contracts/ksup/answers.ts'
import { ping } from '../contracts/ksup/operations.ts'
import type { ContractClient } from '../http/client.ts'
import type { KsupPing } from './model.ts'

/** Asks 1C whether it is there (section 3, 13). */
export async function pingOnec(client: ContractClient, address: string): Promise<KsupPing> {
  const started = performance.now()
  const reply = await client.call(ping)
  const took = Math.round(performance.now() - started)
  const { entry } = reply
  if (reply.ok)
    return { ok: true, address, time: (reply.value as Ping).time, took, code: null, message: null, entry }
  return { ok: false, address, time: null, took, code: reply.code, message: reply.message, entry }
}
