import { join } from 'node:path'
import Sqlite from 'libsql'
import type { ItemRow } from '../../mocks/regate/model.ts'
import type { RunningBench } from './running-bench.ts'

export const ENTERPRISE = 'kolos'
const USER = 'restore'

export interface LoadBase {
  store_id: string
  /** The items that are sold, with their whole stock in that store. */
  items: readonly ItemRow[]
  authorization: string
}

/** Lets the enterprise take the load: no limit of rate, as many reads and waiting writes as there are clients. */
export async function openForLoad(bench: RunningBench): Promise<string> {
  const params = { enterprise: ENTERPRISE }
  const { id: _id, ...settings } = await bench.api.call('regate.settings', { params })
  await bench.api.call('regate.saveSettings', {
    params,
    body: { ...settings, ratePerSecond: 0, queue: { ...settings.queue, reads: 1000, capacity: 2000 } },
  })
  const { password } = await bench.api.call('regate.setPassword', {
    params,
    body: { user: USER, password: null },
  })
  return `Basic ${Buffer.from(`${USER}:${password}`).toString('base64')}`
}

/** Puts new items on the shelves, each with so many steps of stock. */
export async function stockUp(
  bench: RunningBench,
  { items: count, steps }: { items: number; steps: number },
): Promise<Omit<LoadBase, 'authorization'>> {
  const params = { enterprise: ENTERPRISE }
  const [store] = await bench.api.call('regate.stores', { params })
  await bench.api.call('regate.fill', { params, body: { items: count, seed: 7 } })
  const { rows } = await bench.api.call('regate.items', { params, query: { text: 'GN-', limit: count } })
  const { store_id } = store!
  const items = await Promise.all(
    rows.map(({ item_id, step }) =>
      bench.api.call('regate.editItem', {
        params: { ...params, item: item_id },
        body: { stock: [{ store_id, quantity: step * steps }] },
      }),
    ),
  )
  return { store_id, items }
}

/** The database of a bench that is not running, as it was left. */
export function readDatabase<Result>(
  workspace: string,
  read: (rows: <Row>(text: string, ...values: (string | number)[]) => Row[]) => Result,
): Result {
  const db = new Sqlite(join(workspace, 'obmen.db'))
  try {
    return read(<Row>(text: string, ...values: (string | number)[]) => db.prepare(text).all(values) as Row[])
  } finally {
    db.close()
  }
}
