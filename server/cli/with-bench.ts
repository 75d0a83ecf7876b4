import { Option, type Command } from 'commander'
import { createAdminClient, type AdminClient } from '../admin/client.ts'
import { builtCatalogueWorker } from '../defaults.ts'

export interface BenchChoice {
  workspace?: string
  address?: string
  token?: string
}

/** Options of commands that work with a workspace, or with the bench that has it open. */
export const benchOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--workspace <dir>', 'folder of the workspace; the demo one when not given').env(
        'OBMEN_WORKSPACE',
      ),
    )
    .addOption(
      new Option('--address <url>', 'a bench that is running, instead of a folder').env('OBMEN_ADDRESS'),
    )
    .addOption(new Option('--token <token>', 'token of a bench that is exposed').env('OBMEN_TOKEN'))

/**
 * Calls `work` with the admin API of the bench that is running at an address, or of one that is started for it in the folder
 * and stopped after it. `token` is what files of the bench are asked for with. Errors: WorkspaceBusy when another bench has the folder open.
 */
export async function withBench<Result>(
  { workspace, address, token }: BenchChoice,
  engineDir: string,
  work: (api: AdminClient, address: string, token: string | undefined) => Promise<Result>,
): Promise<Result> {
  if (address) {
    const base = address.replace(/\/+$/, '')
    return work(createAdminClient(base, token), base, token)
  }
  const { startBench } = await import('../bench.ts')
  const bench = await startBench({
    workspace: workspace ?? null,
    port: 0,
    catalogueWorker: builtCatalogueWorker(engineDir),
  })
  try {
    return await work(createAdminClient(bench.address, bench.token), bench.address, bench.token)
  } finally {
    await bench.stop()
  }
}
