import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app as application } from 'electron'

/**
 * Becomes `resources/app` of the Electron that electron-for-tests.mjs unpacks, which has no default app: loads the project
 * whose folder is the first argument that is not a flag, as `electron FOLDER` does. So one cached Electron serves every checkout.
 */
const folder = resolve(process.argv.slice(1).find((argument) => !argument.startsWith('-')) ?? '.')
// Electron's own default app uses these two; they are not in its types.
const app =
  /** @type {typeof application & { setAppPath(path: string): void, setVersion(version: string): void }} */ (
    application
  )
const project = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
app.setAppPath(folder)
app.setName(project.productName ?? project.name)
app.setVersion(project.version)
await import(pathToFileURL(join(folder, project.main)).href)
