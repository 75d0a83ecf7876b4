import { writeFile } from 'node:fs/promises'
import { Option, type Command } from 'commander'
import { createAdminClient, type AdminClient } from '../admin/client.ts'
import type { RecorderView } from '../scenarios/recorder/model.ts'
import { print, say } from './terminal.ts'

/** `obmen record start|status|stop|cancel`: a scenario out of what a running bench lives through. */

interface RecordOptions {
  address: string
  token?: string
}

interface StopOptions extends RecordOptions {
  title: string
  output?: string
}

const states = { idle: 'не идёт', recording: 'идёт', trying: 'записанное проверяется' } as const

function describe({ state, since, bases, deeds }: RecorderView): void {
  say(`Запись ${states[state]}${since ? ` с ${since}, базы: ${bases ?? ''}` : ''}.`)
  for (const [i, { title, ok }] of deeds.entries()) say(`${i + 1}. ${title}${ok ? '' : ' (отказ)'}`)
}

const clientOf = ({ address, token }: RecordOptions): AdminClient =>
  createAdminClient(address.replace(/\/+$/, ''), token)

async function stop({ title, output, ...where }: StopOptions): Promise<void> {
  const { id, text, steps, holds, notes } = await clientOf(where).call('recorder.stop', { body: { title } })
  for (const { ru } of notes) say(ru)
  say(
    `Сценарий scenarios/${id}.yaml, шагов: ${steps}. ${holds ? 'При повторе он прошёл.' : 'При повторе он НЕ прошёл.'}`,
  )
  if (output === undefined || output === '-') print(text)
  else await writeFile(output, text)
  if (!holds) process.exitCode = 1
}

/** The commands of the recorder. A recording is a matter of a bench that runs, so they want its address. */
export function addRecord(program: Command): void {
  const record = program
    .command('record')
    .description('make a scenario of what people and programs do with a running bench')
  const command = (name: string, description: string): Command =>
    record
      .command(name)
      .description(description)
      .addOption(
        new Option('--address <url>', 'the bench that is running')
          .env('OBMEN_ADDRESS')
          .default('http://127.0.0.1:8183'),
      )
      .addOption(new Option('--token <token>', 'token of a bench that is exposed').env('OBMEN_TOKEN'))

  command('start', 'begin a recording; the bases are kept as they are').action(
    async (options: RecordOptions) => describe(await clientOf(options).call('recorder.start')),
  )
  command('status', 'what has been recorded so far').action(async (options: RecordOptions) =>
    describe(await clientOf(options).call('recorder.state')),
  )
  command('stop', 'end the recording, try the scenario and keep it in the workspace')
    .option('--title <title>', 'what the scenario is called', '')
    .option('-o, --output <file>', 'also write it here; - or nothing: standard output')
    .action(stop)
  command('cancel', 'forget the recording').action(async (options: RecordOptions) =>
    describe(await clientOf(options).call('recorder.cancel')),
  )
}
