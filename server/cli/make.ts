import type { Command } from 'commander'

/**
 * `obmen make KIND`: seeded data of any amount as a file, on standard output, or in the bases of a workspace. The kinds are
 * loaded when one is asked for: every other command starts without the word lists.
 */
export function addMake(program: Command, engineDir: string): void {
  program
    .command('make')
    .description('make realistic data from a seed: a file, a stream, or the bases of a workspace')
    .usage('KIND [options]; obmen make --help lists the kinds')
    .argument('[arguments...]')
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (given: string[]) => {
      const { createMake } = await import('./make-kinds.ts')
      await createMake(program, engineDir).parseAsync(given, { from: 'user' })
    })
}
