import { buildWhenStale } from './build.mjs'
import { become, commandLine, engineEnvironment, engineFlags, fail } from './project.mjs'

/** `npm run -s obmen -- ARGS`: the command line from a checkout. */
await buildWhenStale().catch((error) => fail(error.message))
await become(process.execPath, [...engineFlags, commandLine, ...process.argv.slice(2)], {
  // npm runs scripts in the project's folder; files on the command line are meant from where npm was called.
  cwd: process.env.INIT_CWD ?? process.cwd(),
  env: engineEnvironment,
})
