import { access, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Refusal } from '../storage/refusal.ts'
import type { Outgoing, OutgoingBody } from './export/outgoing.ts'
import { extensionOf } from './ticket/extension.ts'

interface FixtureFile {
  /** Below the workspace, with `/`. */
  path: string
  bytes: Uint8Array
}

/** `site-orders.postOrder` lies in `site-orders/postOrder`. */
function folderOf({ operation }: Outgoing): string {
  const [contract = 'unknown', ...name] = (operation ?? 'unknown').split('.')
  return ['fixtures', contract, name.join('.') || 'unknown'].join('/')
}

function filesOf(entry: Outgoing): FixtureFile[] {
  const base = `${folderOf(entry)}/entry-${entry.id}`
  const fileOf = (part: string, { bytes, contentType }: OutgoingBody) =>
    bytes.length === 0 ? null : { path: `${base}-${part}${extensionOf(bytes, contentType)}`, bytes }
  const request = fileOf('request', entry.request)
  const response = fileOf('response', entry.response)
  const nameOf = (file: FixtureFile | null) => file && file.path.slice(file.path.lastIndexOf('/') + 1)
  const { at, method, url, status, operation, code, requestHeaders, responseHeaders } = entry
  const head = {
    operation,
    at,
    method,
    url,
    status,
    code,
    request: { headers: requestHeaders, body: nameOf(request) },
    response: { headers: responseHeaders, body: nameOf(response) },
  }
  const headFile = { path: `${base}.json`, bytes: Buffer.from(`${JSON.stringify(head, null, 2)}\n`) }
  return [headFile, request, response].filter((file) => file !== null)
}

const taken = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  )

/**
 * Files of test data out of entries, in `fixtures/<contract>/<operation>/` of the workspace.
 * @returns their paths below the workspace
 * @throws Refusal `INTERCHANGE-FIXTURE-EXISTS`; then nothing is written
 */
export async function writeFixtures(entries: AsyncIterable<Outgoing>, workspace: string): Promise<string[]> {
  const paths: string[] = []
  const files: FixtureFile[] = []
  for await (const entry of entries) {
    for (const file of filesOf(entry)) {
      if (await taken(join(workspace, file.path)))
        throw new Refusal('INTERCHANGE-FIXTURE-EXISTS', {
          ru: `Файл ${file.path} уже есть: уберите его или выберите другие записи. Ничего не записано.`,
          en: `The file ${file.path} is there already: move it away or choose other entries. Nothing is written.`,
        })
      files.push(file)
    }
  }
  for (const { path, bytes } of files) {
    const file = join(workspace, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, bytes, { flag: 'wx' })
    paths.push(path)
  }
  return paths
}
