import type { PublishingInputs } from './inputs.ts'
import {
  BODY_LIMIT_BYTES,
  certificateFiles,
  extensionModule,
  onWindows,
  publicationFolder,
  webServerThreads,
} from './places.ts'
import { apacheArgument } from './quoting.ts'

/** Apache wants forward slashes on Windows too. */
const apachePath = (path: string): string => apacheArgument(path.replaceAll('\\', '/'))

/** Loading of the platform's module. The guard keeps it single when `webinst` has written its own line. */
export function moduleBlock(inputs: PublishingInputs): string {
  return [
    '<IfModule !_1cws_module>',
    `    LoadModule _1cws_module ${apachePath(extensionModule(inputs))}`,
    '</IfModule>',
  ].join('\n')
}

/** The publication itself (publishing section 7.1); the password is checked by 1C (PD-04). */
export function publicationBlock(inputs: PublishingInputs): string {
  const folder = publicationFolder(inputs)
  const access = inputs.addresses.length > 0 ? `ip ${inputs.addresses.join(' ')}` : 'all granted'
  return [
    `Alias ${apacheArgument(`/${inputs.publication}`)} ${apachePath(folder)}`,
    `<Directory ${apachePath(folder)}>`,
    '    AllowOverride None',
    '    Options None',
    `    Require ${access}`,
    '    SetHandler 1c-application',
    `    ManagedApplicationDescriptor ${apachePath(`${folder}/default.vrd`)}`,
    '</Directory>',
  ].join('\n')
}

/** What Debian does with a2enmod and ports.conf has to be written out on Windows. */
const windowsServer = (inputs: PublishingInputs): string => `<IfModule !ssl_module>
    LoadModule ssl_module modules/mod_ssl.so
</IfModule>
<IfModule !socache_shmcb_module>
    LoadModule socache_shmcb_module modules/mod_socache_shmcb.so
</IfModule>
<IfModule mpm_winnt_module>
    ThreadsPerChild ${webServerThreads(inputs)}
</IfModule>
Listen 443
`

/**
 * Configuration of Apache 2.4 (publishing section 7): module, TLS host, publication. TLS 1.2 and 1.3 only (P-04, PD-09); port
 * 80 is not listened to (PD-07). Anything outside the publication folder is denied.
 */
export function apacheConfig(inputs: PublishingInputs): string {
  const { chain, key } = certificateFiles(inputs)
  const indented = publicationBlock(inputs).replace(/^/gm, '    ')
  return `# Apache 2.4: публикация HTTP-сервисов 1С по HTTPS. Порт 80 не слушается намеренно.
${moduleBlock(inputs)}
${onWindows(inputs) ? windowsServer(inputs) : ''}
<VirtualHost *:443>
    ServerName ${inputs.host}

    SSLEngine on
    SSLCertificateFile    ${apacheArgument(chain)}
    SSLCertificateKeyFile ${apacheArgument(key)}
    SSLProtocol           -all +TLSv1.2 +TLSv1.3
    SSLHonorCipherOrder   on
    SSLCipherSuite        ECDHE+AESGCM:ECDHE+CHACHA20
    SSLCompression        off

    LimitRequestBody      ${BODY_LIMIT_BYTES}
    Timeout               120

${indented}
</VirtualHost>
`
}
