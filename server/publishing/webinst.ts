import type { PublishingInputs } from './inputs.ts'
import { apacheConfiguration, connectionString, platformFolder, publicationFolder } from './places.ts'
import { batchArgument, powershellLiteral, shWord, windowsArgument } from './quoting.ts'

/**
 * Scripts that publish with the platform's own utility (PD-02, publishing section 6). `webinst` rewrites the descriptor, so each
 * publishes by `-descriptor` and then puts the generated one in place: every route ends in the same state.
 */

/** Switches of `webinst` in order; `null` stands for the descriptor beside the script, which each shell finds its own way. */
function webinstSwitches(inputs: PublishingInputs): [name: string, value: string | null][] {
  return [
    ['-wsdir', inputs.publication],
    ['-dir', publicationFolder(inputs)],
    ['-descriptor', null],
    ['-connstr', connectionString(inputs)],
    ...(inputs.web_server === 'iis'
      ? []
      : [['-confPath', apacheConfiguration(inputs)] satisfies [string, string]]),
  ]
}

const server = ({ web_server }: PublishingInputs): string => (web_server === 'iis' ? '-iis' : '-apache24')

/** `publish.bat` for Windows: UTF-8 without BOM, CRLF. */
export function webinstBatch(inputs: PublishingInputs): string {
  const folder = batchArgument(publicationFolder(inputs))
  const switches = webinstSwitches(inputs).map(
    ([name, value]) => `${name} ${value === null ? '"%~dp0default.vrd"' : batchArgument(value)}`,
  )
  return [
    '@echo off',
    'rem Публикация HTTP-сервисов 1С. Запускайте от имени администратора.',
    'chcp 65001 >nul',
    'setlocal DisableDelayedExpansion',
    `if not exist ${folder} mkdir ${folder}`,
    `${batchArgument(`${platformFolder(inputs)}\\webinst.exe`)} -publish ${server(inputs)} ${switches.join(' ')}`,
    'if errorlevel 1 exit /b 1',
    `copy /y "%~dp0default.vrd" ${batchArgument(`${publicationFolder(inputs)}\\default.vrd`)}`,
    ...(inputs.web_server === 'iis'
      ? [`copy /y "%~dp0web.config" ${batchArgument(`${publicationFolder(inputs)}\\web.config`)}`]
      : []),
    '',
  ].join('\r\n')
}

/**
 * `publish.ps1` for Windows: the command line goes to Start-Process as one string, because Windows PowerShell loses quotes
 * inside arguments of native programs. BOM for Windows PowerShell 5.1, CRLF.
 */
export function webinstPowerShell(inputs: PublishingInputs): string {
  const literals = webinstSwitches(inputs).flatMap(([name, value]) => [
    powershellLiteral(name),
    value === null
      ? `('"' + (Join-Path $PSScriptRoot 'default.vrd') + '"')`
      : powershellLiteral(windowsArgument(value)),
  ])
  const copied = inputs.web_server === 'iis' ? ['default.vrd', 'web.config'] : ['default.vrd']
  return [
    '\uFEFF#Requires -RunAsAdministrator',
    '# Публикация HTTP-сервисов 1С.',
    "$ErrorActionPreference = 'Stop'",
    `$Folder = ${powershellLiteral(publicationFolder(inputs))}`,
    'New-Item -ItemType Directory -Force -Path $Folder | Out-Null',
    '$Line = @(',
    `  '-publish', '${server(inputs)}', ${literals.join(', ')}`,
    ") -join ' '",
    `$Process = Start-Process -FilePath ${powershellLiteral(`${platformFolder(inputs)}\\webinst.exe`)} -ArgumentList $Line -Wait -PassThru -NoNewWindow`,
    'if ($Process.ExitCode -ne 0) { throw "webinst завершился с кодом $($Process.ExitCode)" }',
    ...copied.map(
      (name) =>
        `Copy-Item -Force -LiteralPath (Join-Path $PSScriptRoot '${name}') -Destination (Join-Path $Folder '${name}')`,
    ),
    '',
  ].join('\r\n')
}

/** `publish.sh` for Linux. */
export function webinstShell(inputs: PublishingInputs): string {
  const folder = shWord(publicationFolder(inputs))
  const switches = webinstSwitches(inputs).map(
    ([name, value]) => `  ${name} ${value === null ? '"$here/default.vrd"' : shWord(value)}`,
  )
  return `#!/bin/sh
# Публикация HTTP-сервисов 1С. Запускайте от root.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p ${folder}
${shWord(`${platformFolder(inputs)}/webinst`)} -publish ${server(inputs)} \\
${switches.join(' \\\n')}
install -m 644 "$here/default.vrd" ${shWord(`${publicationFolder(inputs)}/default.vrd`)}
`
}
