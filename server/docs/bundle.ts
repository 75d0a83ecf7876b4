import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import type { ServerRow } from '../contracts/openapi.ts'
import { specification } from './specifications.ts'
import { swaggerFiles, swaggerPage, swaggerStart } from './swagger-page.ts'

/** The publication is beside the folder of the documentation on the same web server; its name can be changed in the page. */
const beside: readonly ServerRow[] = [
  {
    url: '/{publication}',
    description: 'Публикация базы на этом же веб-сервере',
    variables: { publication: { default: 'trade', description: 'Имя публикации' } },
  },
]

const readme = `Документация веб-сервиса 1С ReGate

Скопируйте папку на веб-сервер и откройте index.html по HTTP: браузер не даёт странице читать файлы с диска.
regate.json, regate.yaml      OpenAPI 3.1
regate-3.0.json, .yaml        OpenAPI 3.0.3
regate.postman.json           коллекция Postman
Адрес сервиса относительный: /<имя публикации> на том же веб-сервере, имя выбирается на странице.
Имён и паролей здесь нет.
`

/** The first day a zip can name, in local time as zip stores it: equal contents give equal bytes. */
const EPOCH = new Date(1980, 0, 1)

/**
 * The documentation of ReGate as a folder for any web server, zipped: specification, Swagger UI, page; no credentials, a
 * relative server URL (B-11, B-12, regate section 9).
 * @param folder of `swagger-ui-dist`
 */
export async function regateDocsBundle(folder: string): Promise<Uint8Array> {
  const shipped = [...swaggerFiles, 'LICENSE', 'NOTICE'] as const
  const files = await Promise.all(
    shipped.map(async (name) => [name, new Uint8Array(await readFile(join(folder, name)))] as const),
  )
  const page = swaggerPage({
    title: 'ReGate: OpenAPI',
    files: './',
    specs: [
      { name: 'ReGate, OpenAPI 3.1', url: './regate.json' },
      { name: 'ReGate, OpenAPI 3.0.3', url: './regate-3.0.json' },
    ],
  })
  const texts = {
    'index.html': page,
    'start.js': swaggerStart,
    'README.txt': readme,
    'regate.json': specification('regate', 'json', beside),
    'regate.yaml': specification('regate', 'yaml', beside),
    'regate-3.0.json': specification('regate', '3.0.json', beside),
    'regate-3.0.yaml': specification('regate', '3.0.yaml', beside),
    'regate.postman.json': specification('regate', 'postman.json', beside),
  }
  return zipSync(
    {
      ...Object.fromEntries(files),
      ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, strToU8(text)])),
    },
    { mtime: EPOCH },
  )
}
