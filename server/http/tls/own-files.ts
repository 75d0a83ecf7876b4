import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Text } from '../../contracts/text.ts'
import type { Clock } from '../../storage/clock.ts'
import { Refusal } from '../../storage/refusal.ts'
import { matchesKey, type ServerCertificate } from './certificate.ts'

const refusal = (code: string, ru: string, en: string): Refusal =>
  new Refusal(code, { ru, en } satisfies Text)

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    throw refusal(
      'TLS-FILE-UNREADABLE',
      `Файл ${file} не читается (${code}). Проверьте путь и права на него.`,
      `The file ${file} cannot be read (${code}). Check its path and permissions.`,
    )
  }
}

function certificateOf(cert: string, file: string): X509Certificate {
  try {
    return new X509Certificate(cert)
  } catch {
    throw refusal(
      'TLS-CERTIFICATE-BROKEN',
      `В файле ${file} нет сертификата PEM. Укажите файл, который начинается с BEGIN CERTIFICATE.`,
      `The file ${file} holds no PEM certificate. Give a file that starts with BEGIN CERTIFICATE.`,
    )
  }
}

function checkKey(certificate: X509Certificate, key: string, file: string): void {
  let matching: boolean
  try {
    matching = matchesKey(certificate, key)
  } catch {
    throw refusal(
      'TLS-KEY-BROKEN',
      `В файле ${file} нет ключа PEM без пароля. Снимите пароль с ключа: openssl pkey -in ключ -out новый.`,
      `The file ${file} holds no PEM key without a passphrase. Remove it: openssl pkey -in key -out new.`,
    )
  }
  if (!matching)
    throw refusal(
      'TLS-KEY-FOREIGN',
      `Ключ ${file} не от этого сертификата. Укажите ключ, с которым сертификат выпущен.`,
      `The key ${file} is not that of the certificate. Give the key that the certificate was issued for.`,
    )
}

/**
 * The user's own certificate and key.
 * @throws Refusal `TLS-FILE-UNREADABLE`, `TLS-CERTIFICATE-BROKEN`, `TLS-CERTIFICATE-EXPIRED`, `TLS-KEY-BROKEN`, `TLS-KEY-FOREIGN`
 */
export async function readCertificate(
  files: { certificate: string; key: string },
  clock: Clock,
): Promise<ServerCertificate> {
  const cert = await textOf(files.certificate)
  const key = await textOf(files.key)
  const certificate = certificateOf(cert, files.certificate)
  checkKey(certificate, key, files.key)
  const until = new Date(certificate.validTo)
  if (until <= clock()) {
    const day = until.toISOString().slice(0, 10)
    throw refusal(
      'TLS-CERTIFICATE-EXPIRED',
      `Сертификат ${files.certificate} кончился ${day}. Продлите его или оставьте поле пустым: стенд сделает свой.`,
      `The certificate ${files.certificate} ended on ${day}. Renew it, or leave the field empty: the bench makes its own.`,
    )
  }
  return { cert, key }
}
