import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Where things are, for every script. */
export const root = join(import.meta.dirname, '..')
export const commandLine = join(root, 'out', 'main', 'cli.js')
export const cacheDir = join(
  process.env.XDG_CACHE_HOME ||
    (process.platform === 'win32' && process.env.LOCALAPPDATA) ||
    join(homedir(), '.cache'),
  'obmen',
)

const { engine, malloc } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).config

/**
 * Flags of Node that the server runs with (docs/measurements.md): a young heap that grows to three times 16 MB would be most of
 * what a large import may take; and objects that V8 makes old from the start, because many of their kind lived long once, keep
 * all of a finished request from the collection of young objects.
 */
export const engineFlags = engine

/**
 * Environment that the server runs with. Left to itself glibc keeps the 16 MiB of a checked password for each thread that ever
 * checked one; with fixed thresholds they go back to the system (mallopt(3)). Other systems ignore it.
 */
export const engineEnvironment = { ...malloc, ...process.env }

/**
 * Runs a program in the project folder and waits for its end.
 * @param {string} program
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options] by default the streams are this process's own
 * @returns {Promise<number>} exit code; 1 when a signal ended it. Rejects when the program cannot be started.
 */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    spawn(program, args, { cwd: root, stdio: 'inherit', ...options })
      .on('error', reject)
      .on('exit', (code) => resolve(code ?? 1))
  })
}

/**
 * Runs the program that a script stands for: the signals that end this process end it too, and its exit code becomes this
 * process's own.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, line?: (line: string) => string }} [options] `line` rewrites what it prints
 * @returns {Promise<{ code: number, ms: number }>} exit code and how long it ran. Rejects when it cannot be started.
 */
export function become(program, args, { line, ...options } = {}) {
  const started = Date.now()
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['inherit', line ? 'pipe' : 'inherit', 'inherit'],
      ...options,
    })
    if (line && child.stdout) createInterface(child.stdout).on('line', (text) => console.log(line(text)))
    const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
    const pass = signals.map((signal) => /** @type {const} */ ([signal, () => void child.kill(signal)]))
    for (const [signal, on] of pass) process.on(signal, on)
    child.on('error', reject)
    child.on('exit', (code) => {
      for (const [signal, on] of pass) process.off(signal, on)
      process.exitCode = code ?? 1
      resolve({ code: code ?? 1, ms: Date.now() - started })
    })
  })
}

/** @param {string} message one line for a person; ends the process with code 1 */
export function fail(message) {
  console.error(message)
  return process.exit(1)
}
