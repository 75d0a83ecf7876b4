import type { PublishingInputs } from './inputs.ts'
import { onWindows } from './places.ts'
import { batchArgument } from './quoting.ts'

/** Commands that open port 443 and no other, for the allowed addresses when there are any (PD-07). */
export function firewallLines(inputs: PublishingInputs): string[] {
  const { addresses, publication } = inputs
  if (!onWindows(inputs))
    return addresses.length > 0
      ? addresses.map((address) => `sudo ufw allow proto tcp from ${address} to any port 443`)
      : ['sudo ufw allow 443/tcp']
  const from = addresses.length > 0 ? ` remoteip=${addresses.join(',')}` : ''
  return [
    `netsh advfirewall firewall add rule name=${batchArgument(`1C ${publication} HTTPS`)} dir=in action=allow protocol=TCP localport=443${from}`,
  ]
}
