import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deafAddress, openBench, temporaryFolder, type OpenBench } from './admin-bench.ts'
import { run } from './cli-run.ts'

/** `obmen run` on a bench that is running: its live events tell when a scenario is over. */

let bench: OpenBench
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let file: string

beforeAll(async () => {
  bench = await openBench()
  folder = await temporaryFolder()
  file = join(folder.path, 'проба.yaml')
  await writeFile(
    file,
    'scenario: Проба\ngiven: { bases: as-is }\nsteps:\n  - read: state.read\n    expect: { status: 200 }\n',
  )
})
afterAll(async () => {
  await bench?.stop()
  await folder?.remove()
})

it('plays a file there, and says when nobody is there', async () => {
  const played = await run(['run', file, '--address', bench.address])
  expect([played.code, played.stdout]).toEqual([0, expect.stringContaining('✓ проба: Проба')])

  const nobody = await deafAddress()
  const refused = await run(['run', file, '--address', nobody])
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(`Стенд ${nobody} не отвечает`)])
})
