import type { Text } from '../text.ts'

/**
 * The name under which a site keeps an uploaded file (commerceml section 2.1). It comes unencoded, with slashes, and from some
 * clients with backslashes or as a whole Windows path. Pure; the same rules hold on every system, since a folder of uploads
 * may be moved to another one.
 */

/** Bytes of UTF-8: what file systems take for one part of a path, and what is taken for the whole. */
const PART_BYTES = 255
const NAME_BYTES = 1000

/** What a web server or a shell would run. A second extension counts too: some servers run `a.php.xml`. */
const SCRIPTS = new Set(
  (
    'php php3 php4 php5 php7 php8 phps pht phtml phar asp aspx ashx asmx cer jsp jspx cfm cgi pl py rb sh bash bat cmd com exe dll msi ' +
    'ps1 vbs wsf hta htaccess htpasswd shtml so'
  ).split(' '),
)

/** Names of Windows devices, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(?:\..*)?$/i
const FORBIDDEN = /[<>:"|?*\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{FFFD}]/u

const bytesOf = (text: string): number => new TextEncoder().encode(text).length

const refused = (ru: string, en: string): { refusal: Text } => ({ refusal: { ru, en } })

/** Why a part of a path is not taken, `null` when it is. */
function faultOf(part: string): { refusal: Text } | null {
  if (part === '..')
    return refused(
      'Имя файла выходит за пределы папки обмена («..»).',
      'The file name leaves the upload folder («..»).',
    )
  if (FORBIDDEN.test(part))
    return refused(
      'В имени файла есть недопустимые знаки: управляющие или один из < > : " | ? *.',
      'The file name has characters that are not allowed: control characters or one of < > : " | ? *.',
    )
  if (bytesOf(part) > PART_BYTES)
    return refused(
      `Часть имени файла длиннее ${PART_BYTES} байт.`,
      `A part of the file name is longer than ${PART_BYTES} bytes.`,
    )
  // Windows drops dots and spaces at the end, so that `a.php.` would become a script.
  if (/[. ]$/.test(part))
    return refused('Имя файла кончается точкой или пробелом.', 'The file name ends with a dot or a space.')
  if (DEVICE.test(part))
    return refused('Имя файла занято устройством Windows.', 'The file name is that of a Windows device.')
  const script = part
    .toLowerCase()
    .split('.')
    .slice(1)
    .find((extension) => SCRIPTS.has(extension.trim()))
  if (script !== undefined)
    return refused(
      `Файлы с расширением .${script} не принимаются: это исполняемый сценарий.`,
      `Files with the extension .${script} are not taken: that is a script.`,
    )
  return null
}

/**
 * @param raw value of `filename` as it was decoded from the address
 * @returns a relative path with forward slashes, safe below any folder; or why there is none (commerceml section 2.1)
 */
export function uploadName(raw: string): { name: string } | { refusal: Text } {
  if (raw.length > 4 * NAME_BYTES) return tooLong
  const parts = raw
    .trim()
    .replaceAll('\\', '/')
    .replace(/^[A-Za-z]:/, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
  if (parts.length === 0) return refused('Имя файла не указано.', 'There is no file name.')
  for (const part of parts) {
    const fault = faultOf(part)
    if (fault) return fault
  }
  const name = parts.join('/')
  return bytesOf(name) > NAME_BYTES ? tooLong : { name }
}

const tooLong = refused(
  `Имя файла длиннее ${NAME_BYTES} байт.`,
  `The file name is longer than ${NAME_BYTES} bytes.`,
)
