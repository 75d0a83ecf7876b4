import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * The workspace that the command line names: the last argument that is an existing folder, a workspace's `obmen.json`
 * or a file of the associated type `.obmen` inside the folder.
 * @param args arguments after the executable; flags and the application's own folder are passed over
 * @returns absolute path of the folder, `null` when none is named
 */
export function workspaceArgument(
  args: readonly string[],
  applicationFolder: string,
  from: string,
): string | null {
  const named = args
    .filter((argument) => !argument.startsWith('-'))
    .map((argument) => resolve(from, argument))
    .filter((path) => path !== resolve(applicationFolder))
  return named.map(workspaceOf).findLast((folder) => folder !== null) ?? null
}

/** The workspace folder that a path on this machine stands for; `null` when it is neither a folder nor a file of one. */
export function workspaceOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isDirectory()) return path
  return found?.isFile() && /(^|[/\\])obmen\.json$|\.obmen$/i.test(path) ? dirname(path) : null
}

/** Sites that a link may open in the user's browser. Everything else goes nowhere. */
const listedHosts = new Set([
  'its.1c.ru',
  'v8.1c.ru',
  'docs.cntd.ru',
  'www.rfc-editor.org',
  'swagger.io',
  'github.com',
])

/** May this address be opened in the user's browser: listed sites, over https. */
export function mayOpenOutside(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' && listedHosts.has(hostname)
}
