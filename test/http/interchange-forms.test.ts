import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { unzipSync } from 'fflate'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openBench, temporaryFolder, type OpenBench } from './admin-bench.ts'
import { interchangeOf } from './interchange-bench.ts'
import { aDraft } from './interchange-drafts.ts'

/** Entries as commands and files of other tools: what those send is what was recorded, byte for byte. */

let bench: OpenBench
let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder()
  bench = await openBench()
})
afterAll(async () => {
  await bench?.stop()
  await folder?.remove()
})
beforeEach(() => bench.parts.journal.clear())

const { record, exported, load } = interchangeOf(() => bench)
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')

/** Bodies that a form could spoil, by what would. */
const hard: readonly [what: string, contentType: string, body: Uint8Array][] = [
  [
    'Cyrillic and quotes',
    'application/json',
    Buffer.from(`{"a":"Ёж's \\"дом\\" $HOME \`id\` \\\\ %PATH% ^ & | <b> !"}`),
  ],
  ['lines of both kinds', 'text/plain', Buffer.from('а\r\nб\nв\n\n')],
  [
    'windows-1251 that says so',
    'text/xml; charset=windows-1251',
    iconv.encode('<a>Ёж & «дом»</a>', 'windows-1251'),
  ],
  ['windows-1251 that does not', 'application/json', iconv.encode('{"a":"Ёж"}', 'windows-1251')],
  ['binary', 'application/zip', Uint8Array.from({ length: 512 }, (_, i) => i % 256)],
  [
    'a form of parts with a file',
    'multipart/form-data; boundary=x1',
    Buffer.concat([
      Buffer.from('--x1\r\nContent-Disposition: form-data; name="файл"; filename="а б.png"\r\n\r\n'),
      Uint8Array.of(0x89, 0x50, 0, 0xff, 0x0d, 0x0a),
      Buffer.from('\r\n--x1--\r\n'),
    ]),
  ],
  ['a body that begins with a sign of cURL', 'text/plain', Buffer.from('@file')],
  ['a line of .http files', 'text/plain', Buffer.from('first\n### second\nthird')],
  ['more than an argument takes', 'application/json', Buffer.from(`{"a":"${'ё'.repeat(120_000)}"}`)],
]

describe('forms of other tools, sent by them', () => {
  const run = promisify(execFile)
  const path = '/site/api/1c/v1/orders?q=%D1%91%20a%26b'
  const drafts = () =>
    hard.map(([what, contentType, request]) =>
      aDraft({
        url: bench.address + path,
        path,
        request,
        requestContentType: contentType,
        requestHeaders: [
          ['Content-Type', contentType],
          ['Accept', '*/*'],
          ['X-About', `${what} "100% & ^more"`],
        ],
      }),
    )

  /** What the bench has received since: address, headers and bytes. */
  async function received(send: () => Promise<unknown>) {
    await bench.parts.journal.clear()
    await send()
    const rows = await bench.entries()
    return Promise.all(
      rows.map(async ({ id }) => {
        const { url, method, requestHeaders } = await bench.entry(id)
        const header = (name: string) => requestHeaders.find(([key]) => key.toLowerCase() === name)?.[1]
        const body = await bench.parts.journal.body(id, 'request')
        return {
          what: header('x-about'),
          to: [method, url.slice(bench.address.length), header('content-type')],
          body: Buffer.from(body?.bytes ?? []).toString('base64'),
        }
      }),
    )
  }

  const wanted = () =>
    hard.map(([what, contentType, body]) => ({
      what: `${what} "100% & ^more"`,
      to: ['POST', path, contentType],
      body: Buffer.from(body).toString('base64'),
    }))

  it('cURL for bash sends every body byte for byte', async () => {
    const file = join(folder.path, 'requests.sh')
    await writeFile(file, await exported(await record(drafts()), 'curl', [], true))
    expect(await received(() => run('bash', [file]))).toEqual(wanted())
  })

  it('the archive for Windows sends every body byte for byte, read by the rules of cmd.exe and of its C runtime', async () => {
    const files = unzipSync(await exported(await record(drafts()), 'curl-cmd', [], true))
    const beside = join(folder.path, 'bat')
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(beside, name)), { recursive: true })
      await writeFile(join(beside, name), content)
    }
    const commands = text(files['requests.bat']!)
      .replace(/ \^\r\n/g, ' ')
      .split('\r\n')
      .filter((line) => line.startsWith('curl.exe'))
    expect(commands).toHaveLength(hard.length)
    const send = async () => {
      for (const command of commands) {
        const [, ...args] = windowsArguments(command)
        await run(
          'curl',
          args.map((arg) => arg.replace(/^@bodies\\/, '@bodies/')),
          { cwd: beside },
        )
      }
    }
    expect(await received(send)).toEqual(wanted())
  })

  it('a .http file comes back byte for byte, and says at its place what it does not hold', async () => {
    const ids = await record(drafts())
    const file = text(await exported(ids, 'http', [], true))
    await bench.parts.journal.clear()
    await load('x.http', file, 'http')
    const blocks = file.split(/^(?=### \d+)/m)
    const back = await Promise.all(
      (await bench.entries()).map(async ({ id }) => (await bench.parts.journal.body(id, 'request'))?.bytes),
    )
    const same = hard.map(([what, , body], i) => [what, Buffer.from(back[i] ?? []).equals(body)])
    const told = hard.map(([what], i) => [what, !/^# /m.test(blocks[i]!)])
    expect(same).toEqual(told)
    expect(same.filter(([, kept]) => kept).map(([what]) => what)).toEqual([
      'Cyrillic and quotes',
      'windows-1251 that says so',
      'a body that begins with a sign of cURL',
      'more than an argument takes',
    ])
  })
})

/** A line of a batch file as a program gets it: `%%`, then `^`, then quotes and backslashes of the C runtime. */
function windowsArguments(line: string): string[] {
  let quoted = false
  let seen = ''
  const plain = line.replaceAll('%%', '%')
  for (let i = 0; i < plain.length; i += 1) {
    const char = plain[i]!
    if (char === '"') quoted = !quoted
    if (char === '^' && !quoted) seen += plain[(i += 1)] ?? ''
    else if (!quoted && /[&|<>()]/.test(char))
      throw new Error(`cmd.exe would take ${char} for its own: ${line}`)
    else seen += char
  }
  const args: string[] = []
  for (const [word] of seen.matchAll(/(?:[^\s"]|"(?:\\[\s\S]|[^"\\])*")+/g))
    args.push(
      word.replace(/(\\*)(")|(\\+)/g, (all, slashes?: string, quote?: string) => {
        if (quote === undefined) return all
        return '\\'.repeat(Math.floor(slashes!.length / 2)) + (slashes!.length % 2 === 1 ? '"' : '')
      }),
    )
  return args
}
