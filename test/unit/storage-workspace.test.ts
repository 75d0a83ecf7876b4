import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createBodies } from '../../server/storage/bodies.ts'
import { createChanges, type BenchEvent } from '../../server/storage/changes.ts'
import { createFileSecrets, memorySecrets } from '../../server/storage/secrets.ts'
import { defaultWorkspace, openWorkspace, WorkspaceBusy } from '../../server/storage/workspace.ts'
import { aDocument, temporaryFolder } from './storage-factory.ts'

const options = () => ({ clock: () => new Date(0), changes: createChanges(), initialDocument: aDocument })

const open = async (path: string, more: Partial<Parameters<typeof openWorkspace>[1]> = {}) => {
  const workspace = await openWorkspace(path, { ...options(), ...more })
  onTestFinished(() => workspace.close())
  return workspace
}

describe('workspace', () => {
  it('makes the folder, the document, and keeps what is bulky or secret out of git', async () => {
    const path = join(await temporaryFolder(), 'deep', 'workspace')
    const workspace = await open(path)
    await workspace.secrets.set('site.password', 'p')
    expect(workspace).toMatchObject({ path, demo: false, databaseFile: join(path, 'obmen.db') })
    const ignored = (await readFile(join(path, '.gitignore'), 'utf8')).split('\n')
    expect(ignored).toEqual(expect.arrayContaining(['obmen.db*', 'bodies/', 'secrets.json*', '.lock*']))
    const patterns = ignored
      .filter(Boolean)
      .map((line) => new RegExp(`^${line.replace('*', '.*').replace('/', '$')}`))
    const shared = (await readdir(path)).filter((name) => !patterns.some((pattern) => pattern.test(name)))
    expect(shared.sort()).toEqual(['.gitignore', 'obmen.json'])
  })

  it('adds to a .gitignore that was there before, once', async () => {
    const path = await temporaryFolder()
    await writeFile(join(path, '.gitignore'), 'node_modules\nbodies/')
    await (await openWorkspace(path, options())).close()
    await (await openWorkspace(path, options())).close()
    const lines = (await readFile(join(path, '.gitignore'), 'utf8')).split('\n')
    expect(lines.slice(0, 2)).toEqual(['node_modules', 'bodies/'])
    expect(lines.filter((line) => line === 'secrets.json*')).toHaveLength(1)
  })

  it('is refused to the second who opens it, and free again when it is closed', async () => {
    const path = await temporaryFolder()
    const first = await openWorkspace(path, options())
    const second = openWorkspace(path, options())
    await expect(second).rejects.toBeInstanceOf(WorkspaceBusy)
    await expect(second).rejects.toMatchObject({
      code: 'WORKSPACE-BUSY',
      pid: process.pid,
      text: { ru: expect.stringContaining(`pid ${process.pid}`) as string },
    })
    await first.close()
    await (await openWorkspace(path, options())).close()
  })

  it('says why a folder is no good', async () => {
    const path = join(await temporaryFolder(), 'file')
    await writeFile(path, '')
    await expect(openWorkspace(path, options())).rejects.toMatchObject({
      code: 'WORKSPACE-UNUSABLE',
      text: { ru: expect.stringContaining(path) as string },
    })
  })

  it('tells of a changed document', async () => {
    const changes = createChanges()
    const events: BenchEvent[] = []
    changes.subscribe((event) => events.push(event))
    const workspace = await open(await temporaryFolder(), { changes })
    await workspace.document.update((draft) => void (draft.name = 'Другое'))
    expect(events).toEqual([{ area: 'state' }])
  })

  it('takes a keychain instead of the file', async () => {
    const workspace = await open(await temporaryFolder(), { secrets: memorySecrets({ a: 'b' }) })
    expect(await workspace.secrets.get('a')).toBe('b')
  })

  it('has a place for the demo in the data folder of the user', () => {
    expect(defaultWorkspace({ XDG_DATA_HOME: '/data', APPDATA: '/data' })).toMatch(/obmen.demo$/)
  })
})

describe('changes', () => {
  it('reach every listener until it leaves, whatever another one does', () => {
    const changes = createChanges()
    const seen: string[] = []
    const silenced = console.error
    console.error = () => {}
    onTestFinished(() => {
      console.error = silenced
    })
    changes.subscribe(() => {
      throw new Error('a page that went away')
    })
    const leave = changes.subscribe(({ area }) => seen.push(area))
    changes.publish({ area: 'journal', id: 1 })
    leave()
    changes.publish({ area: 'site' })
    expect(seen).toEqual(['journal'])
  })
})

describe('secrets', () => {
  it('are kept in a file that only its owner reads, and forgotten when asked', async () => {
    const file = join(await temporaryFolder(), 'secrets.json')
    await writeFile(`${file}.tmp`, '', { mode: 0o644 })
    await chmod(`${file}.tmp`, 0o644)
    const secrets = createFileSecrets(file, {})
    expect(await secrets.get('site.password')).toBeNull()
    await Promise.all([secrets.set('site.password', 'тайна'), secrets.set('admin.token', 't')])
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await createFileSecrets(file, {}).get('site.password')).toBe('тайна')
    await secrets.set('site.password', null)
    expect(await secrets.get('site.password')).toBeNull()
    expect(await secrets.get('admin.token')).toBe('t')
  })

  it('come from the environment first', async () => {
    const file = join(await temporaryFolder(), 'secrets.json')
    const secrets = createFileSecrets(file, { OBMEN_SECRET_SITE_PASSWORD: 'из среды' })
    await secrets.set('site.password', 'из файла')
    expect(await secrets.get('site.password')).toBe('из среды')
  })

  it('are not lost in a damaged file, nor quoted in the refusal', async () => {
    const file = join(await temporaryFolder(), 'secrets.json')
    const damaged = '{ "site.password": "тайна", }'
    await writeFile(file, damaged)
    const secrets = createFileSecrets(file, {})
    for (const call of [secrets.get('x'), secrets.set('x', 'y')]) {
      const error = await call.then(
        () => null,
        (reason: unknown) => reason as Error & { code: string },
      )
      expect(error?.code).toBe('SECRETS-UNREADABLE')
      expect(JSON.stringify({ ...error, message: error?.message })).not.toContain('тайна')
    }
    expect(await readFile(file, 'utf8')).toBe(damaged)
  })
})

describe('bodies', () => {
  const text = new TextEncoder().encode('<Каталог/>'.repeat(10_000))

  it('are kept once by content, compressed, and come back whole or as a stream', async () => {
    const folder = join(await temporaryFolder(), 'bodies')
    const bodies = createBodies(folder)
    const [sha256, again] = await Promise.all([bodies.put(text), bodies.put(text)])
    expect(again).toBe(sha256)
    expect(await bodies.put(text)).toBe(sha256)
    const files = await readdir(join(folder, sha256.slice(0, 2)))
    expect(files).toEqual([`${sha256.slice(2)}.gz`])
    expect((await stat(join(folder, sha256.slice(0, 2), files[0]!))).size).toBeLessThan(text.length / 20)
    expect(await bodies.get(sha256)).toEqual(Buffer.from(text))
    expect(Buffer.concat(await bodies.stream(sha256).toArray())).toEqual(Buffer.from(text))
    expect(await bodies.get(await bodies.put(new Uint8Array()))).toEqual(Buffer.alloc(0))
  })

  it('are refused when they are missing or damaged, and a name is never a path', async () => {
    const folder = join(await temporaryFolder(), 'bodies')
    await mkdir(folder)
    const bodies = createBodies(folder)
    const sha256 = await bodies.put(text)
    const file = join(folder, sha256.slice(0, 2), `${sha256.slice(2)}.gz`)
    const stored = await readFile(file)
    await writeFile(file, stored.subarray(0, 30))
    await expect(bodies.get(sha256)).rejects.toMatchObject({ code: 'BODY-DAMAGED' })
    await rm(file)
    await expect(bodies.get(sha256)).rejects.toMatchObject({ code: 'BODY-MISSING' })
    await expect(bodies.stream(sha256).toArray()).rejects.toThrow()
    await expect(bodies.get('../../../etc/passwd')).rejects.toMatchObject({ code: 'BODY-MISSING' })
  })
})
