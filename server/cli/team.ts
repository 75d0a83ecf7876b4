import { Option, type Command } from 'commander'
import type { AdminClient } from '../admin/client.ts'
import { roles, type LogRow, type Outcome, type Role, type TokenView } from '../team/model.ts'
import { print, say, wholeNumber } from './terminal.ts'
import { benchOptions, withBench, type BenchChoice } from './with-bench.ts'

/**
 * `obmen team`: accounts, tokens and the log. Whoever may open the folder of the workspace may all of it; with `--address` it
 * is the role of the token that counts.
 */
export function addTeam(program: Command, engineDir: string): void {
  const team = program.command('team').description('who works with the bench: accounts, roles, tokens, log')
  /** A command of the group that calls the bench. */
  const command = <Options extends BenchChoice>(
    usage: string,
    description: string,
    work: (api: AdminClient, options: Options, ...given: string[]) => Promise<void>,
    parent: Command = team,
  ): Command =>
    benchOptions(parent.command(usage).description(description)).action(async (...given: unknown[]) => {
      const options = given.at(-2) as Options
      const named = given.slice(0, -2) as string[]
      await withBench(options, engineDir, (api) => work(api, options, ...named))
    })
  const role = (description: string) => new Option('--role <role>', description).choices(roles)

  command<AddOptions>('add <login>', 'add an account; the first one is an admin', add)
    .addOption(role('what the account may').makeOptionMandatory())
    .option('--name <name>', 'as others see it; the login when not given')
    .addOption(
      new Option('--password <password>', 'made and shown once when not given').env('OBMEN_PASSWORD'),
    )
  command<JsonOptions>('list', 'show the accounts', list).option('--json', 'as JSON on stdout')
  command<EditOptions>('edit <login>', 'change the role or the name of an account', edit)
    .addOption(role('what the account may from now on'))
    .option('--name <name>', 'as others see it')
  command('remove <login>', 'remove an account with its password and tokens', remove)
  command<PasswordOptions>(
    'password <login>',
    'set a new password; sessions of the account end',
    password,
  ).addOption(new Option('--password <password>', 'made and shown once when not given').env('OBMEN_PASSWORD'))
  command<LogOptions>('log', 'show who changed what, newest first', log)
    .option('--who <text>', 'a part of a login or a name')
    .option('--text <text>', 'a part of a call or of what it was about')
    .addOption(new Option('--outcome <outcome>', 'what came of it').choices(['ok', 'refused', 'failed']))
    .option('--limit <n>', 'rows', wholeNumber(1, 500, 'a number from 1 to 500'), 50)
    .option('--json', 'one JSON object a line on stdout')

  const token = team
    .command('token')
    .description('tokens for programs: Authorization: Bearer, or OBMEN_TOKEN')
  command<TokenOptions>(
    'add <login> <name>',
    'make a token for an account; it is shown once',
    addToken,
    token,
  )
    .addOption(role('what the token may; not more than its account').makeOptionMandatory())
    .option('--until <day>', 'the last day that it is good for, yyyy-MM-dd')
  command<JsonOptions>('list', 'show the tokens', tokens, token).option('--json', 'as JSON on stdout')
  command('revoke <id>', 'end a token at once', revoke, token)
}

interface AddOptions extends BenchChoice {
  role: Role
  name?: string
  password?: string
}
interface EditOptions extends BenchChoice {
  role?: Role
  name?: string
}
interface PasswordOptions extends BenchChoice {
  password?: string
}
interface JsonOptions extends BenchChoice {
  json?: boolean
}
interface TokenOptions extends BenchChoice {
  role: Role
  until?: string
}
interface LogOptions extends BenchChoice {
  who?: string
  text?: string
  outcome?: Outcome
  limit: number
  json?: boolean
}

async function add(api: AdminClient, options: AddOptions, login = ''): Promise<void> {
  const { role, name = login, password = null } = options
  const made = await api.call('team.add', { body: { login, name, role, password } })
  say(`Добавлен: ${login}, ${role}.`)
  showPassword(made.password, password)
}

/** A password that a person chose is not repeated on the screen. */
function showPassword(set: string, chosen: string | null): void {
  if (chosen === null) {
    say('Пароль (больше не покажется):')
    print(set)
  }
}

async function list(api: AdminClient, { json }: JsonOptions): Promise<void> {
  const accounts = await api.call('team.accounts')
  if (json) return print(JSON.stringify(accounts, null, 2))
  if (accounts.length === 0) return say('Учётных записей нет: на этой машине стенд никого не спрашивает.')
  for (const { login, role, name, hasPassword, sessions, tokens } of accounts)
    print(
      [login, role, name, `сеансов ${sessions}, ключей ${tokens}${hasPassword ? '' : ', нет пароля'}`].join(
        '\t',
      ),
    )
}

async function edit(api: AdminClient, { role, name }: EditOptions, login = ''): Promise<void> {
  const known = (await api.call('team.accounts')).find((account) => account.login === login)
  await api.call('team.save', {
    params: { login },
    // A login that nobody has is refused by the bench, in its words.
    body: { role: role ?? known?.role ?? 'viewer', name: name ?? known?.name ?? login },
  })
  say(`Изменён: ${login}.`)
}

async function remove(api: AdminClient, _options: BenchChoice, login = ''): Promise<void> {
  const left = await api.call('team.remove', { params: { login } })
  say(`Удалён: ${login}.`)
  if (left.length === 0) say('Учётных записей больше нет: на этой машине стенд никого не спрашивает.')
}

async function password(api: AdminClient, options: PasswordOptions, login = ''): Promise<void> {
  const { password = null } = options
  const set = await api.call('team.setPassword', { params: { login }, body: { password } })
  say(`Пароль изменён: ${login}.`)
  showPassword(set.password, password)
}

async function addToken(api: AdminClient, options: TokenOptions, login = '', name = ''): Promise<void> {
  const { role, until = null } = options
  const { secret } = await api.call('team.addToken', { body: { login, name, role, until } })
  say('Ключ (больше не покажется):')
  print(secret)
}

async function tokens(api: AdminClient, { json }: JsonOptions): Promise<void> {
  const known = await api.call('team.tokens')
  if (json) return print(JSON.stringify(known, null, 2))
  for (const token of known) print(tokenLine(token))
}

const tokenLine = ({ id, login, role, name, until, usedAt, expired }: TokenView): string =>
  [
    id,
    login,
    role,
    name,
    until === null ? 'без срока' : `${expired ? 'истёк' : 'по'} ${until}`,
    usedAt === null ? 'не использовался' : `использован ${usedAt}`,
  ].join('\t')

async function revoke(api: AdminClient, _options: BenchChoice, id = ''): Promise<void> {
  await api.call('team.revokeToken', { params: { id } })
  say(`Отозван: ${id}.`)
}

async function log(api: AdminClient, options: LogOptions): Promise<void> {
  const { who, text, outcome, limit, json } = options
  const { rows } = await api.call('team.log', { query: { who, text, outcome, limit } })
  for (const row of rows) print(json ? JSON.stringify(row) : logLine(row))
}

const callers = { everyone: 'без входа', owner: 'владелец' } as const

const logLine = ({ at, login, who, kind, call, subject, outcome, code }: LogRow): string =>
  [
    at,
    kind === 'everyone' || kind === 'owner' ? callers[kind] : `${who} (${login})`,
    call,
    subject,
    code === null ? outcome : `${outcome} ${code}`,
  ].join('\t')
