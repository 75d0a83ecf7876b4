import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Option, type Command } from 'commander'
import { Failure, print, say } from './terminal.ts'

interface PublishOptions {
  host: string
  server?: string
  platform?: string
  bitness?: string
  publication?: string
  onecServer?: string
  base?: string
  folder?: string
  certificate?: string
  user?: string
  pool?: string
  allow?: string[]
  output: string
}

async function publish(options: PublishOptions): Promise<void> {
  const { PublishingInputs, publishingWarnings } = await import('../publishing/inputs.ts')
  const { publishingFiles, publishingZip } = await import('../publishing/bundle.ts')
  const given = {
    host: options.host,
    web_server: options.server,
    platform_version: options.platform,
    bitness: options.bitness,
    publication: options.publication,
    base_kind: options.folder === undefined ? undefined : 'file',
    server: options.onecServer,
    base: options.base,
    folder: options.folder,
    cert_source: options.certificate,
    user: options.user,
    pool_size: options.pool === undefined ? undefined : Number(options.pool),
    addresses: options.allow,
  }
  const parsed = PublishingInputs.safeParse(
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  )
  if (!parsed.success) throw new Failure(parsed.error.issues.map(({ message }) => message).join('\n'))
  const inputs = parsed.data
  for (const { message } of publishingWarnings(inputs)) say(message)
  if (options.output.toLowerCase().endsWith('.zip')) {
    await writeFile(options.output, publishingZip(inputs))
    print(options.output)
    return
  }
  await mkdir(options.output, { recursive: true })
  for (const { name, text } of publishingFiles(inputs)) {
    const path = join(options.output, name)
    await writeFile(path, text, { mode: name.endsWith('.sh') ? 0o755 : 0o644 })
    print(path)
  }
}

/** `obmen publish`: the guide «Установка и публикация веб-сервиса» with its files (B-14, B-15). */
export function addPublish(program: Command): void {
  program
    .command('publish')
    .description('guide and files for publishing the web service of 1C on Apache or IIS')
    .requiredOption('--host <name>', 'DNS name of the web server')
    .addOption(new Option('--server <kind>', 'web server').choices(['apache-windows', 'apache-linux', 'iis']))
    .option('--platform <version>', 'version of the 1C platform, like 8.3.27.1644')
    .addOption(new Option('--bitness <bits>', 'of the platform').choices(['64', '32']))
    .option('--publication <name>', 'name of the publication, a part of the address')
    .option('--onec-server <name>', 'server of the 1C cluster')
    .option('--base <name>', 'infobase in the cluster')
    .addOption(
      new Option('--folder <path>', 'folder of a file infobase, instead of a server').conflicts([
        'onecServer',
        'base',
      ]),
    )
    .addOption(
      new Option('--certificate <source>', 'where the certificate comes from').choices([
        'public-ca',
        'company-ca',
        'self-signed',
      ]),
    )
    .option('--user <name>', '1C user that ReStore calls with')
    .option('--pool <n>', 'sessions that are kept for the service')
    .option('--allow <address...>', 'addresses that may call, all when not given')
    .requiredOption('-o, --output <path>', 'folder, or a file whose name ends with .zip')
    .action(publish)
}
