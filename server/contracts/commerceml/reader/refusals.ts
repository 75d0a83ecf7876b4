import { CmlRefusal, type CmlPlace } from '../model.ts'
import type { CmlRefusalId } from '../findings.ts'
import type { Text } from '../../text.ts'

/** What a fault of the markup is called for people; the left side is how saxes names it. */
const faults: readonly (readonly [saxes: string, ru: string, en: string])[] = [
  ['disallowed character.', 'недопустимый символ', 'a character that XML does not allow'],
  [
    'unmatched closing tag',
    'закрывающий тег, которому нет открывающего',
    'a closing tag without an opening one',
  ],
  ['attribute without value', 'атрибут без значения', 'an attribute without a value'],
  ['unquoted attribute value', 'значение атрибута без кавычек', 'an attribute value without quotes'],
  ['value must be quoted', 'значение атрибута без кавычек', 'an attribute value without quotes'],
  ['no whitespace between attributes', 'между атрибутами нет пробела', 'no space between attributes'],
  ['duplicate attribute', 'атрибут повторён', 'an attribute is repeated'],
  [
    'disallowed character in attribute name',
    'недопустимый символ в имени атрибута',
    'a wrong character in the name of an attribute',
  ],
  [
    'disallowed character in tag name',
    'недопустимый символ в имени тега: возможно, знак «<» стоит в тексте',
    'a wrong character in a tag: perhaps "<" stands in a text',
  ],
  [
    'disallowed character in closing tag',
    'недопустимый символ в закрывающем теге',
    'a wrong character in a closing tag',
  ],
  [
    'disallowed character in entity name',
    'знак «&» в тексте: его пишут как &amp;',
    'a bare "&": it is written as &amp;',
  ],
  ['empty entity name', 'знак «&» в тексте: его пишут как &amp;', 'a bare "&": it is written as &amp;'],
  ['malformed character entity', 'неверный код символа после «&#»', 'a wrong character code after "&#"'],
  ['incorrect syntax', 'непонятная разметка после «<!»', 'markup behind "<!" that is not understood'],
  ['malformed comment', '«--» внутри комментария', '"--" inside a comment'],
  ['the string "]]>"', '«]]>» в тексте', '"]]>" in a text'],
  ['forward-slash in opening tag', 'знак «/» внутри тега', '"/" inside a tag'],
  ['weird empty close tag', 'пустой закрывающий тег', 'an empty closing tag'],
  [
    'an XML declaration must be',
    'объявление <?xml?> не в начале файла: перед ним что-то есть, или файл склеен из двух',
    'an <?xml?> declaration not at the start: something stands before it, or two files are glued together',
  ],
  [
    'the XML declaration must appear',
    'объявление <?xml?> не в начале файла',
    'an <?xml?> declaration not at the start',
  ],
  [
    'documents may contain only one root',
    'второй корень: файл склеен из двух',
    'a second root: two files are glued together',
  ],
  ['text data outside of root', 'текст вне корневого элемента', 'text outside of the root'],
  ['processing instruction', 'неверная инструкция «<?»', 'a wrong instruction "<?"'],
]

export function refusal(code: CmlRefusalId, { ru, en }: Text, { line, column }: CmlPlace): CmlRefusal {
  const place = { line, column: Math.max(1, column) }
  return new CmlRefusal(
    code,
    {
      ru: `Строка ${place.line}, столбец ${place.column}: ${ru}`,
      en: `Line ${place.line}, column ${place.column}: ${en}`,
    },
    place,
  )
}

/** `open`: the element that the fault closes, or that is still open. */
export function malformed(
  message: string,
  place: CmlPlace,
  open: { name: string; line: number } | null,
): CmlRefusal {
  if (message.startsWith('undefined entity')) {
    return refusal(
      'CML-DTD',
      {
        ru: 'неизвестная сущность: кроме &amp; &lt; &gt; &quot; &apos; и кодов символов ничего не принимается',
        en: 'an unknown entity: nothing but &amp; &lt; &gt; &quot; &apos; and character codes is accepted',
      },
      place,
    )
  }
  if (message.startsWith('inappropriately located doctype')) return doctype(place)
  if (message.startsWith('unexpected close tag')) {
    return refusal(
      'CML-MALFORMED',
      {
        ru: `закрыт не тот тег: ожидается </${open?.name ?? ''}>, открытый в строке ${open?.line ?? 0}`,
        en: `the wrong tag is closed: </${open?.name ?? ''}> is expected, opened on line ${open?.line ?? 0}`,
      },
      place,
    )
  }
  const known = faults.find(([saxes]) => message.startsWith(saxes))
  return refusal(
    'CML-MALFORMED',
    known
      ? { ru: `разметка XML нарушена: ${known[1]}`, en: `the XML is not well-formed: ${known[2]}` }
      : { ru: 'разметка XML нарушена', en: `the XML is not well-formed: ${message}` },
    place,
  )
}

export function doctype(place: CmlPlace): CmlRefusal {
  return refusal(
    'CML-DTD',
    {
      ru: 'объявление DOCTYPE не принимается: в CommerceML его нет, а через него вносят чужие файлы и сущности',
      en: 'a DOCTYPE is not accepted: CommerceML has none, and files and entities are brought in by it',
    },
    place,
  )
}

export function cut(place: CmlPlace, open: { name: string; line: number } | null): CmlRefusal {
  const where = open
    ? {
        ru: `: не закрыт <${open.name}>, открытый в строке ${open.line}`,
        en: `: <${open.name}> of line ${open.line} is not closed`,
      }
    : { ru: '', en: '' }
  return refusal(
    'CML-CUT',
    {
      ru: `файл обрывается${where.ru}. Он записан или передан не до конца: выгрузите или передайте его ещё раз`,
      en: `the file breaks off${where.en}. It was not written or sent to its end: export or send it again`,
    },
    place,
  )
}

export function tooLarge(what: Text, place: CmlPlace): CmlRefusal {
  return refusal('CML-TOO-LARGE', what, place)
}
