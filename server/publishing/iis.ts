import type { PublishingInputs } from './inputs.ts'
import {
  BODY_LIMIT_BYTES,
  extensionModule,
  platformFolder,
  publicationFolder,
  webServerThreads,
} from './places.ts'
import { powershellLiteral, xmlAttribute } from './quoting.ts'

/** IIS: `web.config`, the commands that finish a publication, and the machine's TLS versions (publishing section 8). */

export const applicationPool = ({ publication }: PublishingInputs): string => `1c-${publication}`

/** `web.config` of the publication folder: every request goes to the platform's module. */
export function webConfig(inputs: PublishingInputs): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<configuration>
  <system.webServer>
    <handlers>
      <add name="1C Web-service Extension" path="*" verb="*" modules="IsapiModule"
           scriptProcessor="${xmlAttribute(extensionModule(inputs))}"
           resourceType="Unspecified" requireAccess="None" />
    </handlers>
    <security>
      <requestFiltering>
        <requestLimits maxAllowedContentLength="${BODY_LIMIT_BYTES}" />
      </requestFiltering>
    </security>
  </system.webServer>
</configuration>
`
}

/** Dotted mask of an IPv4 prefix length: `24` → `255.255.255.0`, as IIS wants it. */
function ipv4Mask(prefix: string): string {
  const bits = '1'.repeat(Number(prefix)).padEnd(32, '0')
  return [0, 8, 16, 24].map((start) => Number.parseInt(bits.slice(start, start + 8), 2)).join('.')
}

/** Lines that let in the allowed addresses only; none when the list is empty. */
function addressRules({ addresses }: PublishingInputs): string[] {
  if (addresses.length === 0) return []
  return [
    '# Только разрешённые адреса',
    "Set-AppSetting 'system.webServer/security/ipSecurity' 'allowUnlisted' $false",
    ...addresses.map((address) => {
      const [ip = '', prefix] = address.split('/')
      const mask =
        prefix === undefined ? '' : `; subnetMask = '${ip.includes(':') ? prefix : ipv4Mask(prefix)}'`
      return `Add-WebConfigurationProperty -PSPath 'MACHINE/WEBROOT/APPHOST' -Location "$Site/$Publication" -Filter 'system.webServer/security/ipSecurity' -Name '.' -Value @{ ipAddress = '${ip}'; allowed = $true${mask} }`
    }),
    '',
  ]
}

/**
 * PowerShell that brings IIS to the published state whether or not `webinst` ran before: roles, an application with its own
 * pool, the module allowed, anonymous authentication (PD-04), HTTPS only (PD-07). The thumbprint of the certificate is a
 * parameter. Begins with a BOM: Windows PowerShell 5.1 reads a script without one in the ANSI code page.
 */
export function iisSetup(inputs: PublishingInputs): string {
  const features = ['Web-Server', 'Web-ISAPI-Ext', 'Web-ISAPI-Filter', 'Web-Mgmt-Console']
  if (inputs.addresses.length > 0) features.push('Web-IP-Security')
  const lines = [
    '\uFEFF#Requires -RunAsAdministrator',
    '# Настройка IIS для публикации HTTP-сервисов 1С.',
    '# Запуск: .\\setup-iis.ps1 -Thumbprint <отпечаток сертификата из LocalMachine\\My>',
    "param([Parameter(Mandatory)][string]$Thumbprint, [string]$Site = 'Default Web Site')",
    "$ErrorActionPreference = 'Stop'",
    '',
    `$Publication = ${powershellLiteral(inputs.publication)}`,
    `$HostName = ${powershellLiteral(inputs.host)}`,
    `$Folder = ${powershellLiteral(publicationFolder(inputs))}`,
    `$Platform = ${powershellLiteral(platformFolder(inputs))}`,
    `$Module = ${powershellLiteral(extensionModule(inputs))}`,
    `$Pool = ${powershellLiteral(applicationPool(inputs))}`,
    '',
    'function Set-AppSetting([string]$Section, [string]$Name, $Value) {',
    `  Set-WebConfigurationProperty -PSPath 'MACHINE/WEBROOT/APPHOST' -Location "$Site/$Publication" -Filter $Section -Name $Name -Value $Value`,
    '}',
    '',
    '# Роли (на Windows 10/11 включите те же компоненты в «Компонентах Windows»)',
    `Install-WindowsFeature ${features.join(', ')}`,
    'Import-Module WebAdministration',
    'Import-Module IISAdministration',
    '',
    '# Файлы публикации',
    'New-Item -ItemType Directory -Force -Path $Folder | Out-Null',
    "Copy-Item -Force -Path (Join-Path $PSScriptRoot 'default.vrd'), (Join-Path $PSScriptRoot 'web.config') -Destination $Folder",
    '',
    '# Свой пул без управляемого кода, один рабочий процесс, разрядность как у платформы',
    'if (-not (Test-Path "IIS:\\AppPools\\$Pool")) { New-WebAppPool -Name $Pool | Out-Null }',
    `Set-ItemProperty "IIS:\\AppPools\\$Pool" -Name managedRuntimeVersion -Value ''`,
    `Set-ItemProperty "IIS:\\AppPools\\$Pool" -Name enable32BitAppOnWin64 -Value ${inputs.bitness === '32' ? '$true' : '$false'}`,
    'Set-ItemProperty "IIS:\\AppPools\\$Pool" -Name processModel.maxProcesses -Value 1',
    `Set-ItemProperty "IIS:\\AppPools\\$Pool" -Name queueLength -Value ${Math.max(1000, webServerThreads(inputs))}`,
    '',
    '# Приложение, а не виртуальный каталог',
    'if (Get-WebApplication -Site $Site -Name $Publication) {',
    '  Set-ItemProperty "IIS:\\Sites\\$Site\\$Publication" -Name applicationPool -Value $Pool',
    '} else {',
    '  New-WebApplication -Site $Site -Name $Publication -PhysicalPath $Folder -ApplicationPool $Pool | Out-Null',
    '}',
    '',
    '# Обработчики разрешены сайту, модуль разрешён в ограничениях ISAPI и CGI',
    '& "$env:windir\\system32\\inetsrv\\appcmd.exe" unlock config /section:system.webServer/handlers',
    `$Restrictions = 'system.webServer/security/isapiCgiRestriction'`,
    `if (-not (Get-WebConfiguration -PSPath 'MACHINE/WEBROOT/APPHOST' -Filter "$Restrictions/add[@path='$Module']")) {`,
    `  Add-WebConfigurationProperty -PSPath 'MACHINE/WEBROOT/APPHOST' -Filter $Restrictions -Name '.' -Value @{ path = $Module; allowed = $true; description = '1C Web-service Extension' }`,
    '}',
    '',
    '# Права: платформа — чтение и выполнение',
    "icacls $Platform /grant 'IIS_IUSRS:(OI)(CI)RX' /Q",
    ...(inputs.base_kind === 'file'
      ? [
          '# Файловая база — изменение для учётной записи пула',
          `icacls ${powershellLiteral(inputs.folder)} /grant "IIS AppPool\\\${Pool}:(OI)(CI)M" /Q`,
        ]
      : []),
    '',
    '# Пароль проверяет 1С: анонимный доступ включён, Basic и Windows выключены',
    "Set-AppSetting 'system.webServer/security/authentication/anonymousAuthentication' 'enabled' $true",
    "Set-AppSetting 'system.webServer/security/authentication/basicAuthentication' 'enabled' $false",
    "Set-AppSetting 'system.webServer/security/authentication/windowsAuthentication' 'enabled' $false",
    '',
    ...addressRules(inputs),
    '# HTTPS: привязка 443, требование SSL, без порта 80 (сайт перестаёт отвечать по HTTP целиком)',
    'if (-not (Get-WebBinding -Name $Site -Protocol https -Port 443 -HostHeader $HostName)) {',
    `  New-IISSiteBinding -Name $Site -BindingInformation "*:443:$HostName" -Protocol https -CertificateThumbPrint $Thumbprint -CertStoreLocation 'Cert:\\LocalMachine\\My' -SslFlag Sni`,
    '}',
    "Set-AppSetting 'system.webServer/security/access' 'sslFlags' 'Ssl'",
    'Get-WebBinding -Name $Site -Protocol http | Remove-WebBinding',
  ]
  return `${lines.join('\r\n')}\r\n`
}

const PROTOCOLS = { 'TLS 1.0': false, 'TLS 1.1': false, 'TLS 1.2': true } as const

/**
 * Registry file that leaves TLS 1.2 and newer for every service of the machine (P-04, PD-09). Pure ASCII, as regedit reads
 * a file without BOM in the ANSI code page.
 */
export function schannelRegistry(): string {
  const root =
    'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols'
  const sections = Object.entries(PROTOCOLS).map(([protocol, on]) =>
    [
      `[${root}\\${protocol}\\Server]`,
      `"Enabled"=dword:0000000${on ? 1 : 0}`,
      `"DisabledByDefault"=dword:0000000${on ? 0 : 1}`,
      '',
    ].join('\r\n'),
  )
  return `Windows Registry Editor Version 5.00\r\n\r\n${sections.join('\r\n')}`
}
