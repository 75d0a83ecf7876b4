import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { createProgram, exitCodeOf } from '../../server/cli/program.ts'
import { createQueue } from '../../server/storage/queue.ts'

/** Where the built command line lies, with its workers. `npm test` builds before it runs vitest. */
const engineDir = fileURLToPath(new URL('../../out/main/', import.meta.url))
const cli = join(engineDir, 'cli.js')

export interface Ran {
  code: number | null
  stdout: string
  stderr: string
}

interface RunOptions {
  env?: Record<string, string>
  input?: string | Uint8Array
  cwd?: string
}

/** Starts `obmen …`; `ended` resolves when the process is gone and its streams are read to their end. */
export function start(args: readonly string[], { env = {}, input, cwd }: RunOptions = {}) {
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, [cli, ...args], {
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  // A command that ends before it has read its input closes the pipe.
  child.stdin.on('error', () => {})
  child.stdin.end(input ?? '')
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ code, stdout, stderr }))
  })
  return {
    child,
    ended,
    /** The first line of standard output that fits. Rejects when the process ends without one. */
    line: (fits: (line: string) => boolean) =>
      new Promise<string>((resolve, reject) => {
        const look = () => {
          const found = stdout.split('\n').slice(0, -1).find(fits)
          if (found !== undefined) resolve(found)
        }
        child.stdout.on('data', look)
        look()
        void ended.then(({ code }) => reject(new Error(`obmen ended with ${code}: ${stderr}`)))
      }),
  }
}

const inTurn = createQueue()

/**
 * Carries out `obmen …` in this process, which saves the start of a program. What has to be seen of the process itself
 * (signals, locks between processes, the built files) is started with `start`.
 */
export const run = (args: readonly string[], options: RunOptions = {}): Promise<Ran> =>
  inTurn(() => carriedOut(args, options))

async function carriedOut(args: readonly string[], { env = {}, input, cwd }: RunOptions): Promise<Ran> {
  const before = { env: { ...process.env }, cwd: process.cwd(), exitCode: process.exitCode }
  const listeners = (['SIGINT', 'SIGTERM'] as const).map((signal) => ({
    signal,
    known: new Set(process.listeners(signal)),
  }))
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin')!
  const stdout = capture(process.stdout)
  const stderr = capture(process.stderr)
  Object.defineProperty(process, 'stdin', {
    configurable: true,
    value: Readable.from([Buffer.from(input ?? '')]),
  })
  Object.assign(process.env, env)
  process.exitCode = undefined
  if (cwd !== undefined) process.chdir(cwd)
  try {
    const failed = await createProgram(engineDir)
      .parseAsync(args, { from: 'user' })
      .then(() => null, exitCodeOf)
    return { code: failed ?? Number(process.exitCode ?? 0), stdout: stdout.text(), stderr: stderr.text() }
  } finally {
    process.chdir(before.cwd)
    process.exitCode = before.exitCode
    for (const name of Object.keys(env))
      if (before.env[name] === undefined) delete process.env[name]
      else process.env[name] = before.env[name]
    Object.defineProperty(process, 'stdin', stdin)
    stdout.release()
    stderr.release()
    for (const { signal, known } of listeners)
      for (const listener of process.listeners(signal))
        if (!known.has(listener)) process.off(signal, listener)
  }
}

/** Takes what is written to a stream of the process. */
function capture(stream: NodeJS.WriteStream) {
  const chunks: Buffer[] = []
  const write = stream.write.bind(stream)
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    chunks.push(Buffer.from(chunk as string))
    const done = rest.at(-1)
    if (typeof done === 'function') (done as () => void)()
    return true
  }) as typeof stream.write
  return {
    text: () => Buffer.concat(chunks).toString(),
    release: () => void (stream.write = write),
  }
}
