import type { PublishingInputs } from './inputs.ts'
import { connectionString } from './places.ts'
import { xmlAttribute } from './quoting.ts'

/** Seconds: idle life of a pooled session, and how long a call waits for one. What the platform itself writes. */
export const SESSION_SECONDS = { idle: 20, wait: 5 } as const

/**
 * The descriptor `default.vrd` (publishing section 5): named HTTP services and nothing else (PD-03), no credentials (PD-05),
 * pooled sessions (PD-08). UTF-8 without BOM. Elements of newer schemas are left out, older modules answer 500 on them.
 */
export function defaultVrd(inputs: PublishingInputs): string {
  const services = inputs.services.map(
    ({ name, rootUrl }) =>
      `    <service name="${xmlAttribute(name)}" rootUrl="${xmlAttribute(rootUrl)}" enable="true"\n` +
      `             reuseSessions="autouse" sessionMaxAge="${SESSION_SECONDS.idle}" poolSize="${inputs.pool_size}" poolTimeout="${SESSION_SECONDS.wait}"/>`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
<point xmlns="http://v8.1c.ru/8.2/virtual-resource-system"
       xmlns:xs="http://www.w3.org/2001/XMLSchema"
       xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
       base="/${xmlAttribute(inputs.publication)}"
       ib="${xmlAttribute(connectionString(inputs))}"
       enable="false">
  <ws enable="false" pointEnableCommon="false"/>
  <httpServices publishByDefault="false" publishExtensionsByDefault="false">
${services.join('\n')}
  </httpServices>
  <standardOdata enable="false"/>
</point>
`
}
