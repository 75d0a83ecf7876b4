import type { PublishingInputs, PublishedService } from './inputs.ts'
import { connectionValue } from './quoting.ts'

/** Where things lie on the machine of the publication, by web server and bitness (publishing sections 6-8). */

export const onWindows = (inputs: PublishingInputs): boolean => inputs.web_server !== 'apache-linux'

/** Folder of the platform's programs. */
export function platformFolder({ bitness, platform_version, ...inputs }: PublishingInputs): string {
  if (inputs.web_server === 'apache-linux')
    return `/opt/1cv8/${bitness === '64' ? 'x86_64' : 'i386'}/${platform_version}`
  return `C:\\Program Files${bitness === '64' ? '' : ' (x86)'}\\1cv8\\${platform_version}\\bin`
}

/** The web-server extension of the platform, with its folder. */
export function extensionModule(inputs: PublishingInputs): string {
  const folder = platformFolder(inputs)
  const module = { 'apache-windows': '\\wsap24.dll', 'apache-linux': '/wsap24.so', iis: '\\wsisapi.dll' }
  return folder + module[inputs.web_server]
}

/** Folder that holds `default.vrd`. */
export function publicationFolder({ web_server, publication }: PublishingInputs): string {
  const parents = {
    'apache-windows': 'C:\\1c-publish\\',
    'apache-linux': '/var/www/',
    iis: 'C:\\inetpub\\wwwroot\\',
  }
  return parents[web_server] + publication
}

/** Configuration of Apache that `webinst` edits. */
export const apacheConfiguration = (inputs: PublishingInputs): string =>
  onWindows(inputs) ? 'C:\\Apache24\\conf\\httpd.conf' : '/etc/apache2/apache2.conf'

/** Certificate with its intermediates, and the key, as Apache reads them. */
export function certificateFiles(inputs: PublishingInputs): { chain: string; key: string } {
  const { host } = inputs
  if (inputs.web_server === 'apache-linux' && inputs.cert_source === 'public-ca')
    return {
      chain: `/etc/letsencrypt/live/${host}/fullchain.pem`,
      key: `/etc/letsencrypt/live/${host}/privkey.pem`,
    }
  const folder = onWindows(inputs) ? 'C:/Apache24/conf/ssl' : '/etc/apache2/ssl'
  return { chain: `${folder}/${host}-fullchain.pem`, key: `${folder}/${host}-key.pem` }
}

/** Connection string of the base, without a user and a password (PD-05). */
export function connectionString({ base_kind, server, base, folder }: PublishingInputs): string {
  return base_kind === 'server'
    ? `Srvr=${connectionValue(server)};Ref=${connectionValue(base)};`
    : `File=${connectionValue(folder)};`
}

/** `https://{host}/{publication}`. */
export const publicationUrl = ({ host, publication }: PublishingInputs): string =>
  `https://${host}/${publication}`

/** `https://{host}/{publication}/hs/{rootUrl}`. */
export const serviceUrl = (inputs: PublishingInputs, { rootUrl }: PublishedService): string =>
  `${publicationUrl(inputs)}/hs/${rootUrl}`

/** The service that the checks call: the first of the list, which inputs.ts guarantees. */
export function checkedService({ services }: PublishingInputs): PublishedService {
  const [first] = services
  if (!first) throw new RangeError('The inputs name no service; parse them with PublishingInputs')
  return first
}

/** Largest body that the web server passes to 1C, bytes. */
export const BODY_LIMIT_BYTES = 10 * 1024 * 1024

/** Threads of the web server: calls that wait for a session must not leave others without a thread (P-08). */
export const webServerThreads = ({ pool_size }: PublishingInputs): number => Math.max(150, pool_size + 100)

/** Name of the Apache file of the bundle and of the site on the server. */
export const apacheFile = ({ publication }: PublishingInputs): string => `1c-${publication}.conf`
