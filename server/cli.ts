import { fileURLToPath } from 'node:url'
import { createProgram, exitCodeOf } from './cli/program.ts'

/** `obmen …`. What a machine reads goes to stdout, words for people go to stderr. */

// A reader that goes away early (`obmen validate … | head`) is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

createProgram(fileURLToPath(new URL('.', import.meta.url)))
  .parseAsync()
  .catch((error: unknown) => process.exit(exitCodeOf(error)))
