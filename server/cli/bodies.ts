import { writeFile } from 'node:fs/promises'
import { Option, type Command } from 'commander'
import { invoiceOfBody } from '../admin/handlers/invoice.ts'
import { describeFinding, describeReport, validateBody } from '../admin/validation.ts'
import { convertBody } from '../contracts/site-orders/convert.ts'
import { Failure, print, readInput, say } from './terminal.ts'

/** `obmen validate`, `convert` and `invoice`: what can be had out of a body in a file. */
export function addBodies(program: Command): void {
  program
    .command('validate')
    .description('say which message of which contract a body is, and what is wrong with it, where')
    .argument('<file>', 'file, or - for standard input')
    .option('--json', 'the whole report as JSON on stdout')
    .option('--content-type <type>', 'Content-Type that the body came with', '')
    .option('--strict', 'exit 1 for liberties too')
    .action(async (file: string, options: { json?: boolean; contentType: string; strict?: boolean }) => {
      const { isCommerceMl, validateCommerceMl } = await import('./commerceml-file.ts')
      if (await isCommerceMl(file)) {
        process.exitCode = (await validateCommerceMl(file, options)) ? 0 : 1
        return
      }
      const report = validateBody({ bytes: await readInput(file), contentType: options.contentType })
      print(options.json ? JSON.stringify(report, null, 2) : describeReport(file, report))
      const accepted = options.strict ? report.strict.ok : report.lenient.ok
      process.exitCode = accepted ? 0 : 1
    })

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

  program
    .command('invoice')
    .description('invoice with a payment QR code out of an order that 1C returned')
    .argument('<file>', 'order payload (JSON or XML), or - for standard input')
    .requiredOption('-o, --output <file>', 'PDF to write')
    .action(async (file: string, options: { output: string }) => {
      const { invoice, findings } = invoiceOfBody({ bytes: await readInput(file), contentType: '' })
      for (const found of findings) {
        say(describeFinding(file, found))
      }
      if (!invoice)
        throw new Failure(`${file}: счёт не построен: тело не является заказом, возвращённым из 1С`)
      for (const warning of invoice.warnings)
        say(`${warning.severity} ${warning.code} ${warning.field}: ${warning.message.ru}`)
      const { invoicePdf } = await import('../invoice/pdf.ts')
      await writeFile(options.output, invoicePdf(invoice))
      print(options.output)
    })
}
