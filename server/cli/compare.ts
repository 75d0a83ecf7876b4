import { Option, type Command } from 'commander'
import { compareBodies } from '../contracts/compare/compare.ts'
import { DIFFERENCE_KINDS, type Comparison, type DifferenceKind } from '../contracts/compare/model.ts'
import { Failure, print, readInput } from './terminal.ts'

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

export function addCompare(program: Command): void {
  program
    .command('compare')
    .description('in what two bodies differ by what they mean; exit code 1 when they do')
    .argument('<left>', 'file, or - for standard input')
    .argument('<right>', 'file, or - for standard input')
    .option('--json', 'the whole comparison as JSON on stdout')
    .option('--all', 'list other spellings and volatile members too')
    .option('--zone <zone>', 'IANA zone of local times')
    .addOption(new Option('--content-type <type>', 'Content-Type that both bodies came with').default(''))
    .action(
      async (
        left: string,
        right: string,
        options: { json?: boolean; all?: boolean; zone?: string; contentType: string },
      ) => {
        if (left === '-' && right === '-')
          throw new Failure('Из стандартного ввода можно взять только одно из двух тел: назовите файл')
        const { contentType, zone } = options
        if (zone !== undefined && !isZone(zone)) throw new Failure(`${zone}: такого часового пояса нет`)
        const comparison = compareBodies(
          { bytes: await readInput(left), contentType },
          { bytes: await readInput(right), contentType },
          zone === undefined ? {} : { zone },
        )
        print(
          options.json ? JSON.stringify(comparison, null, 2) : described(comparison, options.all ?? false),
        )
        process.exitCode = comparison.sameMeaning ? 0 : 1
      },
    )
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
