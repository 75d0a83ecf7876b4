import { writeFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { InvoiceCheck } from '../invoice/model.ts'
import { qrPngFile, qrSvgFile } from '../invoice/qr/export.ts'
import { makeQr, makeQrOfText, type MadeQr } from '../invoice/qr/make.ts'
import { QR_SIZE_MM, qrHeaders, qrLevels, QrMaking } from '../invoice/qr/options.ts'
import { qrSymbol } from '../invoice/qr/symbol.ts'
import type { FoundQr } from '../understanding/qr.ts'
import { readQrFile } from '../understanding/qr-file.ts'
import { Failure, print, readInput, say } from './terminal.ts'

/** `obmen qr`: payment codes read from files and made field by field. */
export function addQr(program: Command): void {
  const qr = program.command('qr').description('payment QR codes of ГОСТ Р 56042-2014')

  qr.command('read')
    .description(
      'read the codes of a picture or a PDF, and check their fields; exit code 1 when there is none',
    )
    .argument('<file>', 'PNG, JPEG, PDF, a payment string in a text file, or - for standard input')
    .option('--json', 'everything as JSON on stdout')
    .action(read)

  qr.command('make')
    .description('write a payment string and its code; exit code 1 when no code can be drawn')
    .option('-f, --field <Key=value>', 'a field of the standard; may be repeated', keyAndValue, {})
    .option('--text <string>', 'a payment string as it is, instead of fields')
    .addOption(new Option('--format <header>', 'encoding').choices(qrHeaders).default('ST00012'))
    .addOption(
      new Option('--level <level>', 'error correction').choices(['auto', ...qrLevels]).default('auto'),
    )
    .option(
      '--size <mm>',
      `side of the printed code, ${QR_SIZE_MM.min}…${QR_SIZE_MM.max}, or auto`,
      sizeOf,
      'auto',
    )
    .addOption(new Option('--dpi <dpi>', 'resolution of a PNG').choices(['300', '600']).default('300'))
    .option('-o, --output <file>', '.svg or .png to write; without it the string goes to stdout')
    .action(make)
}

function keyAndValue(given: string, fields: Record<string, string>): Record<string, string> {
  const [, key, value] = /^(\w{1,40})=([\s\S]*)$/.exec(given) ?? []
  if (key === undefined || value === undefined) throw new InvalidArgumentError('пишется Ключ=значение')
  return { ...fields, [key]: value }
}

function sizeOf(given: string): number | 'auto' {
  const size = Number(given)
  if (given === 'auto') return 'auto'
  if (size >= QR_SIZE_MM.min && size <= QR_SIZE_MM.max) return size
  throw new InvalidArgumentError(`число миллиметров от ${QR_SIZE_MM.min} до ${QR_SIZE_MM.max} или auto`)
}

/** `warning acc-key PersonalAcc: … (value; expected …)` */
function checkLine({ severity, code, field, message, value, expected }: InvoiceCheck): string {
  const detail = [value, expected && `ожидается ${expected}`].filter(Boolean).join('; ')
  return `${severity} ${code} ${field.replace(/^qr\./, '')}: ${message.ru}${detail ? ` (${detail})` : ''}`
}

function codeLines({ text, payment, checks, symbol }: FoundQr): string {
  const facts = symbol && `версия ${symbol.version}, коррекция ${symbol.level}`
  if (!payment) return [`${text}`, ...(facts ? [facts] : []), ...checks.map(checkLine)].join('\n')
  const head = [
    `ST0001${payment.encoding}`,
    `разделитель ${payment.separator}`,
    `байт ${payment.bytes}`,
    facts,
  ]
  return [
    head.filter(Boolean).join(', '),
    ...payment.fields.map(({ key, value }) => `${key}=${value}`),
    ...checks.map(checkLine),
  ].join('\n')
}

async function read(file: string, { json }: { json?: boolean }): Promise<void> {
  const reading = await readQrFile(await readInput(file))
  for (const note of reading.notes) say(`${file}: ${note.ru}`)
  if (json) print(JSON.stringify(reading, null, 2))
  else if (reading.codes.length > 0) print(reading.codes.map(codeLines).join('\n\n'))
  process.exitCode = reading.codes.length > 0 ? 0 : 1
}

interface MakeOptions {
  field: Record<string, string>
  text?: string
  format: QrMaking['format']
  level: QrMaking['level']
  size: QrMaking['size']
  dpi: '300' | '600'
  output?: string
}

async function make(options: MakeOptions): Promise<void> {
  const { field, text, output, dpi, format, level, size } = options
  if ((text === undefined) === (Object.keys(field).length === 0))
    throw new Failure('Укажите поля (--field Ключ=значение) или готовую строку (--text), что-то одно')
  const extension = output === undefined ? null : extname(output).toLowerCase()
  if (extension !== null && extension !== '.svg' && extension !== '.png')
    throw new Failure(`${output}: код пишется в .svg или .png`)
  const picture = { level, size }
  const made: MadeQr =
    text === undefined ? makeQr(field, QrMaking.parse({ format, ...picture })) : makeQrOfText(text, picture)
  for (const one of made.checks) say(checkLine(one))
  if (made.qr === null) throw new Failure('QR-код не нарисован (причины выше)')
  if (output === undefined) return print(made.text)
  // The preview was drawn from the same string, so there is a symbol.
  const symbol = qrSymbol(made.text, picture)!
  await writeFile(output, extension === '.png' ? qrPngFile(symbol, Number(dpi)) : qrSvgFile(symbol))
  print(output)
}
