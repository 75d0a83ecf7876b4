import { acceptanceChecks } from './checks.ts'
import type { PublishingInputs } from './inputs.ts'
import { powershellLiteral, shWord } from './quoting.ts'

/** The checks as scripts for the calling side. Both ask for the password and keep it in memory only (PD-05). */

/** PowerShell lines that ask for the password and make `$Basic` of it, UTF-8 as RFC 7617 advises. */
export function askPassword({ user }: PublishingInputs): string[] {
  return [
    `$Login = ${powershellLiteral(user)}`,
    '$Secret = Read-Host "Пароль пользователя $Login" -AsSecureString',
    "$Password = [Net.NetworkCredential]::new('', $Secret).Password",
    '$Basic = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("${Login}:${Password}"))',
  ]
}

/** sh lines that put the password into `$PASSWORD` unless it is there. */
export function askPasswordSh({ user }: PublishingInputs): string[] {
  return [
    'if [ -z "${PASSWORD:-}" ]; then',
    `  printf 'Пароль пользователя %s: ' ${shWord(user)}`,
    '  stty -echo; IFS= read -r PASSWORD; stty echo; echo',
    'fi',
  ]
}

/** `check.sh`: every check in turn, exit code 1 when one fails. */
export function checkShell(inputs: PublishingInputs): string {
  const runs = acceptanceChecks(inputs).map(({ number, title, expected, sh, answer }) =>
    answer === null
      ? `printf 'ВРУЧНУЮ %s %s: %s\\n' ${shWord(number)} ${shWord(title)} ${shWord(expected)}`
      : `expect ${shWord(number)} ${shWord(title)} ${shWord(answer)} "$(${sh})"`,
  )
  return `#!/bin/sh
# Приёмочные проверки публикации. Пароль берётся из переменной PASSWORD или спрашивается.
# Сертификат своего центра: export CURL_CA_BUNDLE=/путь/к/ca.pem
${askPasswordSh(inputs).join('\n')}
failed=0
expect() {
  # $3 is a pattern and stays unquoted on purpose
  case "$4" in
    $3) printf 'ХОРОШО %s %s\\n' "$1" "$2" ;;
    *) printf 'ОШИБКА %s %s: получено «%s», ожидалось «%s»\\n' "$1" "$2" "$4" "$3"; failed=1 ;;
  esac
}
${runs.join('\n')}
exit "$failed"
`
}

/** `check.ps1`: the same for Windows, with a BOM for Windows PowerShell 5.1. */
export function checkPowerShell(inputs: PublishingInputs): string {
  const runs = acceptanceChecks(inputs).map(({ number, title, expected, powershell, answer }) =>
    answer === null
      ? `Write-Host ${powershellLiteral(`ВРУЧНУЮ ${number} ${title}: ${expected}`)}`
      : `Test-Answer ${powershellLiteral(number)} ${powershellLiteral(title)} ${powershellLiteral(answer)} "$(${powershell})"`,
  )
  return [
    '\uFEFF# Приёмочные проверки публикации. Пароль спрашивается и никуда не записывается.',
    ...askPassword(inputs),
    '$script:Failed = $false',
    'function Test-Answer([string]$Number, [string]$Title, [string]$Pattern, [string]$Answer) {',
    '  if ($Answer -like $Pattern) { Write-Host "ХОРОШО $Number $Title"; return }',
    '  Write-Host "ОШИБКА $Number ${Title}: получено «$Answer», ожидалось «$Pattern»"',
    '  $script:Failed = $true',
    '}',
    ...runs,
    'exit [int]$script:Failed',
    '',
  ].join('\r\n')
}
