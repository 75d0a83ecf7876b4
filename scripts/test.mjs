import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { electronForTests } from './electron-for-tests.mjs'
import { root, run } from './project.mjs'
import { withDisplay } from './with-display.mjs'

/**
 * `npm test`: every stage is run even when one before it failed, and the last line is the count of all tests. A stage that
 * fails without counting tests of its own is one failure.
 */

/**
 * @typedef {{ passed: number, failed: number, skipped: number, failures?: string[] }} Count
 * `failures`: what failed, with what it said, for those whose log is cut
 */

/** Workspaces, browser profiles and files of the tests come to less than this at any moment, bytes. */
const ROOM = 4 * 1024 ** 3

// A test starts with an empty workspace and ends without it, and nothing it shows depends on the disk: in memory, where there is
// enough of it, nobody waits for the disk either. Killed processes lose no more there, since the system goes on.
process.env['TMPDIR'] = await roomyMemory('/dev/shm', tmpdir())
const results = await mkdtemp(join(tmpdir(), 'obmen-test-'))
const node = process.execPath
const bin = (/** @type {string} */ path) => join(root, 'node_modules', path)
const tsc = bin('typescript/bin/tsc')
const playwright = bin('@playwright/test/cli.js')

/**
 * Checks that run nothing and build nothing: each keeps one core busy, so they run in pairs.
 * @type {{ title: string, command: [string, string[]] }[]}
 */
const checks = [
  { title: 'types of the server and the shell', command: [node, [tsc, '-p', 'tsconfig.node.json']] },
  { title: 'types of scripts and end-to-end tests', command: [node, [tsc, '-p', 'tsconfig.e2e.json']] },
  { title: 'types of the page', command: [node, [bin('vue-tsc/bin/vue-tsc.js'), '-p', 'tsconfig.web.json']] },
  { title: 'lint', command: [node, [bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0']] },
  {
    title: 'format',
    command: [node, [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.']],
  },
  { title: 'requirements map', command: [node, ['scripts/requirements.mjs', '--check']] },
]

/**
 * @type {{ title: string, command: [string, string[]], report?: string, needs?: string, before?: () => Promise<unknown> }[]}
 * `needs`: the stage without which this one would only repeat its failure
 */
const stages = [
  // Before the tests: some run the built command line.
  { title: 'build', command: [node, ['scripts/build.mjs']] },
  {
    title: 'unit, contract, HTTP and robustness tests',
    report: 'vitest.json',
    command: [
      node,
      [
        bin('vitest/vitest.mjs'),
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${join(results, 'vitest.json')}`,
      ],
    ],
  },
  {
    title: 'browser tests',
    needs: 'build',
    report: 'browser.json',
    command: [node, [playwright, 'test', '--project=browser']],
  },
  {
    title: 'desktop tests',
    needs: 'build',
    report: 'desktop.json',
    // Fetched here once, so that the tests' own time limits do not count it.
    before: electronForTests,
    command: withDisplay(node, [playwright, 'test', '--project=desktop']),
  },
]

/** @type {Count} */
const total = { passed: 0, failed: 0, skipped: 0 }
/** @type {string[]} */
const broken = []
/** @type {string[]} */
const failures = []

const waiting = checks.values()
await Promise.all([1, 2].map(() => runChecks(waiting)))

for (const { title, command, report, needs, before } of stages) {
  console.log(`\n▶ ${title}`)
  const began = performance.now()
  const ok = needs && broken.includes(needs) ? skipped(needs) : await succeeds(command, report, before)
  console.log(`${title}: ${took(began)}`)
  const count = report ? await counted(join(results, report)) : { passed: 0, failed: 0, skipped: 0 }
  if (!ok) broken.push(title)
  if (!ok && count.failed === 0) count.failed = 1
  total.passed += count.passed
  total.failed += count.failed
  total.skipped += count.skipped
  failures.push(...(count.failures ?? []))
}
await rm(results, { recursive: true, force: true })

for (const failure of failures) console.log(`\n✘ ${failure}`)
console.log(broken.length ? `\nFailed: ${broken.join('; ')}` : '')
if (total.skipped) console.log(`${total.skipped} skipped`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed ? 1 : 0

/**
 * @param {string} memory a file system that may not be there
 * @param {string} otherwise
 */
async function roomyMemory(memory, otherwise) {
  const { bavail, bsize } = await statfs(memory).catch(() => ({ bavail: 0, bsize: 0 }))
  return bavail * bsize > ROOM ? memory : otherwise
}

/** @param {number} began of `performance.now()` */
function took(began) {
  return `${Math.round((performance.now() - began) / 1000)} s`
}

/**
 * Runs checks one after the other until none waits. What a check says is shown when it ends, so that two do not mix.
 * @param {Iterator<typeof checks[number]>} waiting
 */
async function runChecks(waiting) {
  for (let next = waiting.next(); !next.done; next = waiting.next()) {
    const { title, command } = next.value
    const began = performance.now()
    const { ok, said } = await heard(...command)
    console.log(`\n▶ ${title}: ${took(began)}\n${said.trimEnd()}`)
    if (ok) continue
    broken.push(title)
    total.failed += 1
  }
}

/**
 * @param {string} program
 * @param {string[]} args
 * @returns {Promise<{ ok: boolean, said: string }>}
 */
async function heard(program, args) {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, {
      cwd: root,
      maxBuffer: 64 * 1024 * 1024,
    })
    return { ok: true, said: stdout + stderr }
  } catch (error) {
    const {
      stdout = '',
      stderr = '',
      message,
    } = /** @type {{ stdout?: string, stderr?: string, message: string }} */ (error)
    return { ok: false, said: stdout + stderr || message }
  }
}

/** @param {string} stage */
function skipped(stage) {
  console.log(`Not run: it needs the stage "${stage}"`)
  return false
}

/**
 * @param {[string, string[]]} command
 * @param {string | undefined} report
 * @param {(() => Promise<unknown>) | undefined} before
 */
async function succeeds([program, args], report, before) {
  try {
    await before?.()
    const env = report ? { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: join(results, report) } : process.env
    return (await run(program, args, { env })) === 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return false
  }
}

/**
 * @param {string} file report of vitest or Playwright
 * @returns {Promise<Count>} zeros when the runner did not get as far as a report
 */
async function counted(file) {
  const report = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'))
  if (report.stats)
    return {
      passed: report.stats.expected + report.stats.flaky,
      failed: report.stats.unexpected,
      skipped: report.stats.skipped,
    }
  return {
    passed: report.numPassedTests ?? 0,
    failed: report.numFailedTests ?? 0,
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
    failures: failuresOf(report.testResults ?? []),
  }
}

/**
 * Playwright names its failures last by itself; those of vitest stand far above.
 * @param {{ name: string, status: string, message: string, assertionResults: { status: string, fullName: string, failureMessages: string[] }[] }[]} files
 */
function failuresOf(files) {
  const brief = (/** @type {string} */ text) => text.split('\n').slice(0, 6).join('\n')
  return files.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (status === 'failed' && failed.length === 0) return [`${name}\n${brief(message)}`]
    return failed.map(
      ({ fullName, failureMessages }) => `${name} › ${fullName}\n${brief(failureMessages.join('\n'))}`,
    )
  })
}
