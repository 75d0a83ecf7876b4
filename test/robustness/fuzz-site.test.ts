import { expect, it } from 'vitest'
import { catalogueWorker } from '../catalogue-worker.ts'
import { siteTarget } from '../fuzz/site.ts'

/** A few rounds that are the same each time; `npm run fuzz -- site` has as many as there is time for. */
const ROUNDS = 12

it('[C §2.5] spoiled requests to 1c_exchange.php are answered by the grammar and leave files and base whole', async () => {
  const target = siteTarget(catalogueWorker)
  await target.open!()
  try {
    let bytes = 0
    for (let seed = 1; seed <= ROUNDS; seed++) bytes += await target.round(seed)
    expect(bytes).toBeGreaterThan(0)
  } finally {
    await target.close!()
  }
})
