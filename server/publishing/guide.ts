import {
  byteOrderMark,
  extension,
  httpService,
  prerequisites,
  roleAndUser,
  summary,
} from './guide/configuration.ts'
import { acceptance, documentation, moving, outgoing, troubles } from './guide/operation.ts'
import { basic, firewall, parallelWork, tls } from './guide/security.ts'
import { installation, publication } from './guide/web-server.ts'
import type { PublishingInputs } from './inputs.ts'

/** Sections in the order of work; each ends with how to verify it. */
const SECTIONS: readonly ((inputs: PublishingInputs) => string)[] = [
  summary,
  prerequisites,
  extension,
  httpService,
  roleAndUser,
  byteOrderMark,
  installation,
  publication,
  tls,
  basic,
  parallelWork,
  firewall,
  acceptance,
  troubles,
  moving,
  outgoing,
  documentation,
]

/** The guide «Установка и публикация веб-сервиса» in Russian Markdown with the inputs filled in (P-01). */
export function publishingGuide(inputs: PublishingInputs): string {
  return `${SECTIONS.map((section) => section(inputs)).join('\n\n')}\n`
}
