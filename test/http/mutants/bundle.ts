import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Rolldown } from 'vite'
import type * as benchModule from '../../../server/bench.ts'
import type { Mutant } from './mutant.ts'

declare global {
  /** Which break is in force; none: the program as it is. */
  var obmenMutant: string | undefined
}

const root = join(import.meta.dirname, '../../..')
// Inside the tree, so that the native addon is found.
const folder = join(root, '.cache', 'mutants')

/** Id of a mutant: one a scenario, as a rule. */
export const idOf = (mutants: readonly Mutant[], mutant: Mutant): string =>
  `${mutant.scenario}#${mutants.filter(({ scenario }) => scenario === mutant.scenario).indexOf(mutant)}`

/** What is wrong with the list itself. */
export function misplaced(mutants: readonly Mutant[]): string[] {
  return mutants.flatMap(({ scenario, file, find }) => {
    const times = readFileSync(join(root, file), 'utf8').split(find).length - 1
    return times === 1 ? [] : [`${scenario}: «${find}» stands ${times} times in ${file}`]
  })
}

/**
 * The program with every break built in, each behind a switch that is looked at when the expression is evaluated ("mutant
 * schemata": one build for all of them).
 */
export async function programWith(mutants: readonly Mutant[]): Promise<typeof benchModule> {
  const schemata = {
    name: 'mutants',
    enforce: 'pre' as const,
    transform(code: string, id: string) {
      const own = mutants.filter(
        ({ file }) => relative(root, id.split('?')[0]!).replaceAll('\\', '/') === file,
      )
      if (own.length === 0) return null
      return own.reduce(
        (text, mutant) =>
          text.replace(mutant.find, () => {
            const on = `globalThis.obmenMutant === ${JSON.stringify(idOf(mutants, mutant))}`
            return `(${on} ? (${mutant.replace}) : (${mutant.find}))`
          }),
        code,
      )
    },
  }
  const built = (await build({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [schemata],
    resolve: { alias: { fflate: 'fflate/browser' } },
    ssr: { noExternal: true, external: ['libsql'], target: 'node' },
    build: {
      ssr: join(root, 'server/bench.ts'),
      write: false,
      minify: false,
      rolldownOptions: { external: ['libsql', /^swagger-ui-dist/], output: { codeSplitting: false } },
    },
  })) as Rolldown.RolldownOutput
  await mkdir(folder, { recursive: true })
  const file = join(folder, `bench-${process.pid}.mjs`)
  await writeFile(file, built.output[0].code)
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as typeof benchModule
}
