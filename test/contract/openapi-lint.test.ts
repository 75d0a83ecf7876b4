import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documented, type DocumentedName } from '../../server/contracts/openapi/documented.ts'
import { specification, type SpecificationForm } from '../../server/docs/specifications.ts'

const run = promisify(execFile)
const redocly = join(import.meta.dirname, '../../node_modules/@redocly/cli/bin/cli.js')

/** The linter asks nobody: no telemetry, no look for a newer version. */
const offline = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }

interface LintResult {
  totals: { errors: number; warnings: number }
  problems: { ruleId: string; message: string; location: { pointer?: string }[] }[]
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obmen-lint-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** What the public linter says of a document by its recommended rules, none of them switched off. */
async function lint(name: string, text: string): Promise<LintResult> {
  const file = join(folder, name)
  await writeFile(file, text)
  const options = { cwd: folder, env: offline, maxBuffer: 64 * 1024 * 1024 }
  const args = [redocly, 'lint', file, '--format=json', '--extends=recommended', '--max-problems=1000']
  const { stdout } = await run(process.execPath, args, options).catch(
    (error: unknown) => error as { stdout: string },
  )
  return JSON.parse(stdout.slice(stdout.indexOf('{'))) as LintResult
}

const names = Object.keys(documented) as DocumentedName[]
const forms: SpecificationForm[] = ['json', '3.0.json']
const servers = [{ url: 'https://1c.example.ru/trade' }]

describe('the public linter', () => {
  it.each(names.flatMap((name) => forms.map((form) => [name, form] as const)))(
    '[BD-38] finds neither errors nor warnings in %s, %s',
    async (name, form) => {
      const { totals, problems } = await lint(`${name}-${form}`, specification(name, form, servers))
      expect(
        problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]),
      ).toEqual([])
      expect(totals).toMatchObject({ errors: 0, warnings: 0 })
    },
  )

  it('finds what is wrong in a document that is spoilt', async () => {
    const spoilt = specification('regate', 'json', servers).replace(
      '"operationId": "city"',
      '"operationId": "state"',
    )
    const { problems } = await lint('spoilt.json', spoilt)
    expect(problems.map(({ ruleId }) => ruleId)).toContain('operation-operationId-unique')
  })
})
