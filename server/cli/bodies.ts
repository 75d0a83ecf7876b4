import { mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Option, type Command } from 'commander'
import {
  describeExamination,
  describeFinding,
  examineBody,
  fixBody,
  type ExaminationReport,
} from '../admin/validation.ts'
import { contracts } from '../understanding/recognise.ts'
import { convertBody } from '../contracts/site-orders/convert.ts'
import { sourcesOf } from './sources.ts'
import { Failure, print, readInput, say } from './terminal.ts'

/** `obmen validate` and `convert`: what can be had out of a body in a file. */
export function addBodies(program: Command): void {
  program
    .command('validate')
    .description('say which message of which contract a body is, and what is wrong with it, where')
    .argument('<files...>', 'files and folders, or - for standard input; each gets its verdict')
    .option('--json', 'the whole report as JSON on stdout, a list for several files')
    .option('--content-type <type>', 'Content-Type that the body came with', '')
    .option('--contract <contract>', 'read it as a message of this contract: site-orders, regate, ksup')
    .option('--operation <operation>', 'read it as a message of this operation: regate.booking')
    .option('--strict', 'exit 1 for liberties too')
    .option('--fix', 'apply every fix that leaves the meaning as it is; the text goes to stdout or to -o')
    .option('-o, --output <file>', 'with --fix: write there instead of stdout; a folder for several files')
    .action(validate)

  program
    .command('convert')
    .description('untidy body -> canonical JSON or XML; liberties are named on stderr')
    .argument('<file>', 'file, or - for standard input')
    .addOption(new Option('--to <format>', 'format of the result').choices(['json', 'xml']).default('json'))
    .option('--strict', 'refuse a body that is not canonical already')
    .option('--content-type <type>', 'Content-Type that the body came with', '')
    .option('-o, --output <file>', 'write there instead of stdout')
    .action(
      async (
        file: string,
        options: { to: 'json' | 'xml'; strict?: boolean; contentType: string; output?: string },
      ) => {
        const result = convertBody(
          { bytes: await readInput(file), contentType: options.contentType },
          { to: options.to, mode: options.strict ? 'strict' : 'lenient' },
        )
        for (const found of result.findings) {
          say(describeFinding(file, found))
        }
        if (result.text === null)
          throw new Failure(`${file}: не прочитано, преобразовывать нечего (причины выше)`)
        if (options.output) await writeFile(options.output, result.text)
        else process.stdout.write(result.text)
      },
    )
}

interface ValidateOptions {
  json?: boolean
  contentType: string
  contract?: string
  operation?: string
  strict?: boolean
  fix?: boolean
  output?: string
}

/** What is to be validated, and the name of each below its folder. */
async function filesOf(paths: readonly string[]): Promise<{ file: string; name: string }[]> {
  const found = []
  for (const path of paths) {
    if (path === '-') found.push({ file: path, name: 'stdin' })
    // A path that is not there has its own verdict among the others.
    else if (paths.length > 1 && !(await stat(path).catch(() => null))) found.push({ file: path, name: path })
    else found.push(...(await sourcesOf([path])))
  }
  if (found.length === 0) throw new Failure(`${paths.join(', ')}: в папке нет ни одного файла`)
  return found
}

async function validate(paths: string[], options: ValidateOptions): Promise<void> {
  if (options.output !== undefined && !options.fix) throw new Failure('-o действует только вместе с --fix')
  const sources = await filesOf(paths)
  if (options.fix) return fixFiles(sources, options)
  const files = sources.map(({ file }) => file)
  const { isCommerceMl, validateCommerceMl } = await import('./commerceml-file.ts')
  const choice = chosen(options)
  const reports: ({ file: string } & ExaminationReport)[] = []
  let accepted = true
  for (const file of files) {
    try {
      // Its files may be of any size; only a list of reports needs one that fits into it.
      if (!(options.json && files.length > 1) && (await isCommerceMl(file))) {
        accepted = (await validateCommerceMl(file, options)) && accepted
        continue
      }
      const body = { bytes: await readInput(file), contentType: options.contentType }
      const report = await examineBody(body, choice)
      accepted = (options.strict ? report.strict.ok : report.lenient.ok) && accepted
      if (options.json) reports.push({ file, ...report })
      else print(describeExamination(file, report))
    } catch (error) {
      if (!(error instanceof Failure) || files.length === 1) throw error
      say(error.message)
      accepted = false
    }
  }
  if (reports.length > 0) print(JSON.stringify(files.length === 1 ? reports[0] : reports, null, 2))
  process.exitCode = accepted ? 0 : 1
}

/** Names of contracts and operations are checked, so that a typo is not taken for a body that does not fit. */
function chosen({ contract, operation }: ValidateOptions): { contract?: string; operation?: string } {
  const known = contracts.filter(
    ({ id }) => contract === undefined || id.split('/')[0] === contract.split('/')[0],
  )
  if (known.length === 0)
    throw new Failure(
      `Контракта «${contract}» нет. Есть: ${contracts.map(({ id }) => id.split('/')[0]).join(', ')}`,
    )
  const names = known.flatMap(({ operations }) => operations.map(({ id }) => id))
  if (operation !== undefined && !names.some((id) => id === operation || id.split('.')[1] === operation))
    throw new Failure(`Операции «${operation}» нет. Есть: ${names.join(', ')}`)
  return { ...(contract ? { contract } : {}), ...(operation ? { operation } : {}) }
}

/** One text goes to stdout or to a file; several go below a folder under their own names. */
async function fixFiles(sources: readonly { file: string; name: string }[], options: ValidateOptions) {
  const { output } = options
  const [only] = sources
  if (only && sources.length === 1 && !(output !== undefined && (await isFolder(output)))) {
    process.exitCode = (await fixFile(only.file, options, output ?? null)) ? 0 : 1
    return
  }
  if (output === undefined) throw new Failure('Файлов несколько: укажите папку для исправленных, -o ПАПКА')
  const names = new Set(sources.map(({ name }) => name))
  if (names.size < sources.length) throw new Failure('Имена файлов повторяются: исправьте их по одной папке')
  let accepted = true
  for (const { file, name } of sources) {
    const target = join(output, name)
    try {
      await mkdir(dirname(target), { recursive: true })
      accepted = (await fixFile(file, options, target)) && accepted
      print(target)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      say(error.message)
      accepted = false
    }
  }
  process.exitCode = accepted ? 0 : 1
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  )

/** @param target `null`: standard output; @returns whether what came of it is accepted */
async function fixFile(file: string, options: ValidateOptions, target: string | null): Promise<boolean> {
  const body = { bytes: await readInput(file), contentType: options.contentType }
  const choice = chosen(options)
  const fixed = fixBody(body, choice)
  if (!fixed) throw new Failure(`${file}: исправлять можно только текст, JSON или XML`)
  for (const { line, column, code, title } of fixed.applied)
    say(`${file}:${line}:${column}: исправлено${code === null ? '' : ` ${code}`}: ${title.ru}`)
  if (target === null) process.stdout.write(fixed.text)
  else await writeFile(target, fixed.text)
  const after = await examineBody({ bytes: new TextEncoder().encode(fixed.text), contentType: '' }, choice)
  for (const found of after.lenient.findings) say(describeFinding(file, found))
  for (const { line, column, pointer, title } of after.fixes.filter(({ safe }) => !safe))
    say(`${file}:${line}:${column}: ${title.ru} ${pointer}`.trim())
  return options.strict ? after.strict.ok : after.lenient.ok
}
