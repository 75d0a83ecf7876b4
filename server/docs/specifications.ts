import { stringify } from 'yaml'
import { openApi, type ServerRow } from '../contracts/openapi.ts'
import { documented, type Documented, type DocumentedName } from '../contracts/openapi/documented.ts'
import type { OpenApiVersion } from '../contracts/openapi/json.ts'
import { postmanCollection } from '../contracts/openapi/postman.ts'

/** A file that a contract is described in; those without a version in the name are OpenAPI 3.1. */
export type SpecificationForm = 'json' | 'yaml' | '3.0.json' | '3.0.yaml' | 'postman.json'

/** The documents of the contracts as texts. */
export interface Specifications {
  /** @param servers where the side that is called is found */
  text(name: DocumentedName, form: SpecificationForm, servers: readonly ServerRow[]): string
}

const write = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** Examples are repeated by value: an anchor would be one more thing that a reader of YAML has to know. */
const writeYaml = (value: unknown): string => stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 })

/** The text of one document, as it is downloaded: OpenAPI 3.1 or 3.0.3 as JSON or YAML, or a Postman collection (BD-38). */
export function specification(
  name: DocumentedName,
  form: SpecificationForm,
  servers: readonly ServerRow[],
): string {
  const { contract, ...documentation }: Documented = documented[name]
  const version: OpenApiVersion = form.startsWith('3.0') ? '3.0' : '3.1'
  const document = openApi(contract, { ...documentation, servers, version })
  if (form === 'postman.json') return write(postmanCollection(document))
  return form.endsWith('yaml') ? writeYaml(document) : write(document)
}

/** The caller chooses the address in `Host`, so what is kept of them is bounded. */
const KEPT = 32

/** Documents made when they are first asked for and kept until other addresses are asked for. */
export function createSpecifications(): Specifications {
  const texts = new Map<string, string>()
  return {
    text(name, form, servers) {
      const key = JSON.stringify([name, form, servers])
      const known = texts.get(key)
      if (known !== undefined) return known
      const [oldest] = texts.keys()
      if (texts.size >= KEPT && oldest !== undefined) texts.delete(oldest)
      const made = specification(name, form, servers)
      texts.set(key, made)
      return made
    },
  }
}
