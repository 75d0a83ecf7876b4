import iconv from 'iconv-lite'
import type { Text } from '../contracts/text.ts'
import type { Fault } from './model.ts'

/** An answer as its side gave it. */
export interface WholeAnswer {
  status: number
  headers: readonly [string, string][]
  body: Uint8Array
}

/** What becomes of it on the way. */
export interface SpoiledAnswer {
  headers: [string, string][]
  /** Bytes that really go out. */
  body: Uint8Array
  /** What `Content-Length` says. */
  length: number
  /** `cut`: the connection ends with the body. `unsaid`: it ends before the first byte, the caller gets nothing. */
  end: 'whole' | 'cut' | 'unsaid'
  /** What was done, as the journal has it. */
  done: Text
  /** A reader of the contract cannot take this body. */
  unreadable: boolean
}

/** Kinds that spoil the answer of the side. */
export type SpoilingKind = 'drop' | 'malformed' | 'truncated' | 'encoding'

/** Which HTML a cheap hosting with `display_errors` puts before what a script prints. */
const PHP_NOTICE = Buffer.from(
  '<br />\n<b>Warning</b>:  Undefined array key "price" in <b>/var/www/shop/api/exchange.php</b> on line <b>214</b><br />\n',
)

/** Bytes in the middle of a body that become zeros, as a damaged file or a faulty proxy has them. */
const ZEROS = 16

const isClosingBracket = (byte: number): boolean => byte === 0x7d || byte === 0x5d || byte === 0x3e

function withoutLastBracket(body: Uint8Array): Uint8Array {
  const at = body.findLastIndex(isClosingBracket)
  const lost = at < 0 ? body.length - 1 : at
  return Buffer.concat([body.subarray(0, lost), body.subarray(lost + 1)])
}

function withZeros(body: Uint8Array): Uint8Array {
  const spoiled = Buffer.from(body)
  const from = Math.floor(Math.max(body.length - ZEROS, 0) / 2)
  return spoiled.fill(0, from, from + ZEROS)
}

const malformed = {
  notice: {
    spoil: (body: Uint8Array): Uint8Array => Buffer.concat([PHP_NOTICE, body]),
    done: {
      ru: 'перед телом ответа вставлено предупреждение PHP',
      en: 'a warning of PHP was put before the body',
    },
  },
  bracket: {
    spoil: withoutLastBracket,
    done: {
      ru: 'из тела ответа убрана последняя закрывающая скобка',
      en: 'the last closing bracket of the body is gone',
    },
  },
  zeros: {
    spoil: withZeros,
    done: {
      ru: 'байты в середине тела ответа заменены нулями',
      en: 'bytes in the middle of the body became zeros',
    },
  },
} as const

/** The text of a body that is UTF-8 or, when it cannot be that, windows-1251. */
function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return iconv.decode(Buffer.from(body), 'windows-1251')
  }
}

const isAscii = (body: Uint8Array): boolean => body.every((byte) => byte < 0x80)

/** The headers with another charset in `Content-Type`. */
function withCharset(headers: readonly [string, string][], charset: string): [string, string][] {
  return headers.map(([name, value]): [string, string] =>
    name.toLowerCase() === 'content-type'
      ? [name, `${value.replace(/\s*;\s*charset=[^;]*/i, '')}; charset=${charset}`]
      : [name, value],
  )
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf])

/** `null` when there is nothing to spoil: a body of plain ASCII is the same in both encodings. */
function inWrongEncoding(
  how: 'cp1251-as-utf8' | 'utf8-as-cp1251' | 'bom',
  { headers, body }: WholeAnswer,
): Pick<SpoiledAnswer, 'headers' | 'body' | 'done' | 'unreadable'> | null {
  if (how === 'bom')
    return {
      headers: [...headers],
      body: Buffer.concat([BOM, body]),
      done: { ru: 'перед телом ответа вставлен BOM', en: 'a byte order mark was put before the body' },
      unreadable: false,
    }
  if (isAscii(body)) return null
  const text = textOf(body)
  return how === 'cp1251-as-utf8'
    ? {
        headers: withCharset(headers, 'utf-8'),
        body: iconv.encode(text, 'windows-1251'),
        done: {
          ru: 'тело ответа ушло в windows-1251 под видом UTF-8',
          en: 'the body went out in windows-1251 and was called UTF-8',
        },
        unreadable: true,
      }
    : {
        headers: withCharset(headers, 'windows-1251'),
        body: Buffer.from(text),
        done: {
          ru: 'тело ответа ушло в UTF-8 под видом windows-1251',
          en: 'the body went out in UTF-8 and was called windows-1251',
        },
        unreadable: true,
      }
}

function cut({ headers, body }: WholeAnswer, bytes: number): SpoiledAnswer {
  // The last byte never arrives, or it would be the whole.
  const kept = Math.min(bytes, body.length - 1)
  return {
    headers: [...headers],
    body: body.subarray(0, kept),
    length: body.length,
    end: 'cut',
    done: {
      ru: `соединение оборвано после ${kept} байт ответа из ${body.length}`,
      en: `the connection was cut after ${kept} of the ${body.length} bytes of the answer`,
    },
    unreadable: true,
  }
}

/**
 * What an answer becomes by a fault; deterministic, so that the journal and the wire have the same bytes. Pure.
 * @returns `null` when the fault leaves this answer as it is: it has no body, or nothing in it that could be spoiled
 */
export function spoil(fault: Fault, answer: WholeAnswer): SpoiledAnswer | null {
  const { status, headers, body } = answer
  if (fault.kind === 'drop') {
    if (fault.when.stage === 'middle' && body.length > 1) return cut(answer, fault.when.bytes)
    if (fault.when.stage === 'before') return null
    return {
      headers: [],
      body: new Uint8Array(),
      length: 0,
      end: 'unsaid',
      done: {
        ru: `сторона отработала и ответила ${status}, соединение оборвано до первого байта ответа`,
        en: `the side did its work and answered ${status}, the connection was cut before the first byte`,
      },
      unreadable: true,
    }
  }
  if (body.length === 0) return null
  const whole = (
    spoiled: Pick<SpoiledAnswer, 'headers' | 'body' | 'done' | 'unreadable'>,
  ): SpoiledAnswer => ({
    ...spoiled,
    length: spoiled.body.length,
    end: 'whole',
  })
  switch (fault.kind) {
    case 'malformed': {
      const { spoil, done } = malformed[fault.how]
      return whole({ headers: [...headers], body: spoil(body), done, unreadable: true })
    }
    case 'encoding': {
      const spoiled = inWrongEncoding(fault.how, answer)
      return spoiled && whole(spoiled)
    }
    case 'truncated': {
      if (fault.length === 'whole') return cut(answer, Math.floor(body.length * fault.part))
      const kept = Math.min(Math.floor(body.length * fault.part), body.length - 1)
      return whole({
        headers: [...headers],
        body: body.subarray(0, kept),
        done: {
          ru: `из ${body.length} байт ответа отданы ${kept}, и Content-Length назван по ним`,
          en: `${kept} of the ${body.length} bytes of the answer were sent, and Content-Length agrees with them`,
        },
        unreadable: true,
      })
    }
    default:
      return null
  }
}
