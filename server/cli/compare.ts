import { Option, type Command } from 'commander'
import { compareBodies } from '../contracts/compare/compare.ts'
import { DIFFERENCE_KINDS, type Comparison, type DifferenceKind } from '../contracts/compare/model.ts'
import type { CompareSource } from '../admin/api-compare.ts'
import { isZone } from '../contracts/compare/zone.ts'
import { maskPersonal } from '../journal/mask.ts'
import { Failure, print, readInput } from './terminal.ts'
import { benchOptions, withBench, type BenchChoice } from './with-bench.ts'

/** `obmen compare`: in what two bodies differ by what they mean. */

const kindWords: Readonly<Record<DifferenceKind, string>> = {
  changed: 'изменено',
  added: 'появилось',
  removed: 'пропало',
  moved: 'перемещено',
  spelling: 'написано иначе',
  volatile: 'служебное',
}

const comparableWords: Readonly<Record<Comparison['comparable'], string>> = {
  contract: 'по контракту',
  'generic-json': 'как JSON: сообщение не распознано',
  'generic-xml': 'как XML: сообщение не распознано',
  text: 'как текст',
  binary: 'по байтам',
}

const placeOf = (place: { line: number; column: number } | null): string =>
  place ? `${place.line}:${place.column}` : '-'

/** Lines for a terminal: `kind path left -> right (delta) places`, then a verdict. */
function described(comparison: Comparison, all: boolean): string {
  const {
    comparable,
    contract,
    differences,
    counts,
    notListed,
    identical,
    sameMeaning,
    firstDifference,
    tooLarge,
    untidy,
  } = comparison
  const shown = differences.filter(({ kind }) => all || (kind !== 'spelling' && kind !== 'volatile'))
  const lines = shown.map(({ kind, path, label, left, right, delta, leftPlace, rightPlace }) =>
    [
      `${kindWords[kind]}: ${path === '' ? '/' : path}`,
      label ? ` (${label.ru})` : '',
      `: ${left ?? 'нет'} -> ${right ?? 'нет'}`,
      delta ? ` (${delta})` : '',
      ` [${placeOf(leftPlace)} | ${placeOf(rightPlace)}]`,
    ].join(''),
  )
  if (notListed > 0) lines.push(`и ещё ${notListed}`)
  if (tooLarge) lines.push(`тело больше ${tooLarge.limitBytes} байт: сравнены только байты`)
  if (untidy) lines.push(`неаккуратный JSON больше ${untidy.limitBytes} байт: сравнены строки`)
  const found = DIFFERENCE_KINDS.filter((kind) => counts[kind] > 0).map(
    (kind) => `${kindWords[kind]} ${counts[kind]}`,
  )
  lines.push(`сравнено ${comparableWords[comparable]}${contract ? ` (${contract})` : ''}`)
  if (identical) lines.push('одинаковы до байта')
  else if (sameMeaning) lines.push(`смысл одинаков${found.length > 0 ? `: ${found.join(', ')}` : ''}`)
  else if (found.length > 0) lines.push(`различаются: ${found.join(', ')}`)
  else lines.push(`различаются с байта ${firstDifference}`)
  return lines.join('\n')
}

/** `journal:12/response`, `fixture:regate.booking/201`; anything else is a file, `-` standard input. */
async function sourceOf(given: string, contentType: string): Promise<CompareSource> {
  const [, entry, part] = /^journal:(\d{1,15})\/(request|response)$/.exec(given) ?? []
  if (entry !== undefined && (part === 'request' || part === 'response'))
    return { entry: Number(entry), part }
  if (given.startsWith('journal:'))
    throw new Failure(`${given}: запись журнала называют так: journal:12/request или journal:12/response`)
  if (given.startsWith('fixture:')) return { fixture: given.slice('fixture:'.length) }
  const bytes = await readInput(given)
  return { base64: Buffer.from(bytes).toString('base64'), contentType, name: given }
}

const isFile = (given: string): boolean => !/^(?:journal|fixture):/.test(given)

interface CompareOptions extends BenchChoice {
  json?: boolean
  all?: boolean
  zone?: string
  contentType: string
}

async function comparisonOf(
  given: readonly [string, string],
  { contentType, zone, ...choice }: CompareOptions,
  engineDir: string,
): Promise<Comparison> {
  const [left, right] = given
  // Two files need no bench, and may be of any size.
  if (given.every(isFile))
    return compareBodies(
      { bytes: await readInput(left), contentType },
      { bytes: await readInput(right), contentType },
      { masked: maskPersonal, ...(zone === undefined ? {} : { zone }) },
    )
  const body = {
    left: await sourceOf(left, contentType),
    right: await sourceOf(right, contentType),
    ...(zone === undefined ? {} : { zone }),
  }
  return withBench(choice, engineDir, async (api) => (await api.call('compare.bodies', { body })).comparison)
}

export function addCompare(program: Command, engineDir: string): void {
  const source = 'file, - for standard input, journal:ID/request, journal:ID/response, fixture:NAME'
  benchOptions(
    program
      .command('compare')
      .description('in what two bodies differ by what they mean; exit code 1 when they do')
      .argument('<left>', source)
      .argument('<right>', source),
  )
    .option('--json', 'the whole comparison as JSON on stdout')
    .option('--all', 'list other spellings and volatile members too')
    .option('--zone <zone>', 'IANA zone of local times')
    .addOption(new Option('--content-type <type>', 'Content-Type that the files came with').default(''))
    .action(async (left: string, right: string, options: CompareOptions) => {
      const { zone } = options
      if (left === '-' && right === '-')
        throw new Failure('Из стандартного ввода можно взять только одно из двух тел: назовите файл')
      if (zone !== undefined && !isZone(zone)) throw new Failure(`${zone}: такого часового пояса нет`)
      const comparison = await comparisonOf([left, right], options, engineDir)
      print(options.json ? JSON.stringify(comparison, null, 2) : described(comparison, options.all ?? false))
      process.exitCode = comparison.sameMeaning ? 0 : 1
    })
}
