import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The built command line, as a user runs it. `npm test` builds before it runs vitest. */
const cli = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url))

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

/** Runs `obmen …` to its end. */
export const run = (args: readonly string[], options?: RunOptions): Promise<Ran> => start(args, options).ended
