import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DockerfileParser, type Copy } from 'dockerfile-ast'
import { validate } from 'dockerfile-utils'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { config } from '../../package.json'

const root = join(import.meta.dirname, '../..')
const text = await readFile(join(root, 'Dockerfile'), 'utf8')
const recipe = DockerfileParser.parse(text)

/** Words of an instruction without its flags. */
const words = (copy: Copy): string[] =>
  copy
    .getArguments()
    .map((word) => word.getValue())
    .filter((word) => !word.startsWith('--'))

const copies = recipe.getCOPYs()
const fromBuild = copies.filter((copy) => copy.getFlags().some((flag) => flag.getName() === 'from'))

/**
 * There is no Docker engine on the machines that run these tests, so the image itself is not built: the recipe is checked by a
 * parser of others, and what it would copy is put together in a folder and started.
 */
describe('the recipe of the Docker image', () => {
  it('is right by a checker of its language', () => {
    expect(validate(text)).toEqual([])
  })

  it('copies only what is there and what .dockerignore lets through', async () => {
    const passed = (await readFile(join(root, '.dockerignore'), 'utf8'))
      .split('\n')
      .filter((line) => line.startsWith('!'))
    for (const copy of copies.filter((one) => !fromBuild.includes(one)))
      for (const source of words(copy).slice(0, -1)) expect(passed).toContain(`!${source}`)
  })

  it('what it copies is enough: the bench starts from it, serves its page, and runs as the recipe says', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'obmen-image-'))
    await cp(join(root, 'package.json'), join(folder, 'package.json'))
    for (const copy of fromBuild) {
      const [source, target] = words(copy)
      await cp(join(root, source!.replace('/app/', '')), join(folder, target!), { recursive: true })
    }
    const command = [
      ...recipe.getENTRYPOINTs().at(-1)!.getJSONStrings(),
      ...recipe.getCMDs().at(-1)!.getJSONStrings(),
    ].map((word) => JSON.parse(word.getValue()) as string)
    expect(command.at(-1)).toBe('/workspace')
    // As every start of the server: by the flags and the environment that package.json keeps.
    expect(command.slice(0, 1 + config.engine.length)).toEqual(['node', ...config.engine])
    const environment = recipe
      .getENVs()
      .flatMap((one) => one.getProperties())
      .map((one) => [one.getName(), one.getValue()])
    expect(Object.fromEntries(environment)).toMatchObject(config.malloc)
    const child = spawn(
      process.execPath,
      [...command.slice(1, -1), join(folder, 'workspace'), '--json-logs'],
      {
        cwd: folder,
        // The recipe opens it to the network; a test stays on this machine.
        env: { PATH: process.env['PATH'], OBMEN_HOST: '127.0.0.1', OBMEN_PORT: '0' },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    const gone = once(child, 'exit')
    try {
      const address = await new Promise<string>((resolve, reject) => {
        createInterface({ input: child.stdout }).on('line', (line) => {
          const said = JSON.parse(line) as { address?: string }
          if (said.address) resolve(said.address)
        })
        void gone.then(() => reject(new Error('the bench ended without an address')))
      })
      expect((await fetch(`${address}/`)).headers.get('content-type')).toMatch(/html/)
      expect((await fetch(`${address}/docs`)).ok).toBe(true)
      expect((await fetch(`${address}/api/state`)).ok).toBe(true)
    } finally {
      child.kill('SIGTERM')
      await gone
      await rm(folder, { recursive: true, force: true })
    }
  })
})

describe('the examples for builds', () => {
  it.each(['github-actions.yml', 'gitlab-ci.yml'])('%s is YAML that calls what there is', async (name) => {
    const example = await readFile(join(root, 'docs/ci', name), 'utf8')
    expect(parse(example)).toBeTypeOf('object')
    expect(example).toMatch(/run \/?scenarios --workers 2 --report junit -o/)
  })
})
