import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAdminClient } from '../../server/admin/client.ts'
import type { AccountView, LogRow } from '../../server/team/model.ts'
import { openBench, refusal, temporaryFolder } from './admin-bench.ts'
import { run } from './cli-run.ts'

describe('obmen team', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  beforeAll(async () => void (folder = await temporaryFolder()))
  afterAll(() => folder.remove())
  const team = (...args: string[]) => run(['team', ...args, '--workspace', folder.path])

  it('keeps accounts and tokens of a workspace that no bench has open, and is let in although there are accounts', async () => {
    const first = await team('add', 'anna', '--role', 'admin', '--name', 'Анна')
    expect(first).toMatchObject({ code: 0 })
    expect(first.stdout.trim()).toMatch(/^[\w-]{16}$/)
    const second = await team('add', 'boris', '--role', 'tester', '--password', 'известный пароль')
    expect(second).toMatchObject({ code: 0, stdout: '' })
    const refused = await team('add', 'Boris', '--role', 'viewer')
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('уже занят')
    expect((await team('edit', 'boris', '--name', 'Борис')).code).toBe(0)
    const accounts = JSON.parse((await team('list', '--json')).stdout) as AccountView[]
    expect(accounts.map(({ login, name, role }) => [login, name, role])).toEqual([
      ['anna', 'Анна', 'admin'],
      ['boris', 'Борис', 'tester'],
    ])

    const made = await team('token', 'add', 'boris', 'CI', '--role', 'tester', '--until', '2099-12-31')
    const secret = made.stdout.trim()
    expect(secret).toMatch(/^obmen_[\w-]{32}$/)
    const [line = ''] = (await team('token', 'list')).stdout.split('\n')
    const [id = ''] = line.split('\t')
    expect(line).toContain('по 2099-12-31')

    const bench = await openBench({ workspace: folder.path })
    try {
      expect(await createAdminClient(bench.address, secret).call('team.me')).toMatchObject({ login: 'boris' })
      // From afar the role of the token counts.
      const afar = await run(['team', 'add', 'c', '--role', 'viewer', '--address', bench.address], {
        env: { OBMEN_TOKEN: secret },
      })
      expect(afar.code).toBe(1)
      expect(afar.stderr).toContain('администратор')
      const unknown = await run(['team', 'list', '--address', bench.address])
      expect(unknown.stderr).toMatch(/sign in|войдите/i)
      const revoked = await run([
        'team',
        'token',
        'revoke',
        id,
        '--address',
        bench.address,
        '--token',
        bench.token,
      ])
      expect(revoked.code).toBe(0)
      expect((await refusal(createAdminClient(bench.address, secret).call('state.read'))).status).toBe(401)
    } finally {
      await bench.stop()
    }

    expect((await team('password', 'boris')).stdout.trim()).toMatch(/^[\w-]{16}$/)
    expect((await team('remove', 'boris')).code).toBe(0)
    const log = (await team('log', '--text', 'team.add', '--json')).stdout
    const rows = log
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row) as LogRow)
    expect(rows.map(({ subject, outcome, login }) => [subject, outcome, login])).toContainEqual([
      'c',
      'refused',
      'boris',
    ])
    expect((await team('log', '--limit', '1')).stdout.trim().split('\n')).toHaveLength(1)
  })
})
