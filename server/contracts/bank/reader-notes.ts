import type { Note } from '../wire/notes.ts'
import { bounds, FIRST_LINE, type StatementEncoding } from './statement.ts'

const note = (code: string, ru: string, en: string): Note => ({ code, message: { ru, en } })

/** What the reader says about the build of a file; what it says about values stands beside their rules. */
export const readerNotes = {
  noStatement: note(
    'BANK-NOT-STATEMENT',
    `Это не банковская выписка: первая строка должна быть «${FIRST_LINE}». Выгрузите выписку из банка в формате обмена с 1С (текстовый файл)`,
    `This is no bank statement: the first line must be "${FIRST_LINE}". Export the statement from the bank in the 1C exchange format (a text file)`,
  ),
  tooLarge: (bytes: number): Note =>
    note(
      'BANK-TOO-LARGE',
      `Файл больше ${bounds.bytes} байт (${bytes}): выгрузите выписку за более короткий период`,
      `The file is over ${bounds.bytes} bytes (${bytes}): export the statement for a shorter period`,
    ),
  tooMany: note(
    'BANK-TOO-LARGE',
    `В файле больше ${bounds.documents} документов: выгрузите выписку за более короткий период`,
    `The file has over ${bounds.documents} documents: export the statement for a shorter period`,
  ),
  longLine: note(
    'BANK-LINE-LENGTH',
    `Строка длиннее ${bounds.line} знаков: она не прочитана, получите файл в банке заново`,
    `The line is over ${bounds.line} characters: it is not read, get the file from the bank again`,
  ),
  manyFields: note(
    'BANK-FIELDS',
    `Больше ${bounds.fields} значений подряд: остальные не прочитаны, получите файл в банке заново`,
    `Over ${bounds.fields} values in a row: the others are not read, get the file from the bank again`,
  ),
  unclosed: (mark: string): Note =>
    note(
      'BANK-UNCLOSED',
      `Раздел не закрыт строкой «${mark}»: он пропущен, получите файл в банке заново или внесите платёж вручную`,
      `The section is not closed by "${mark}": it is left out, get the file from the bank again or enter the payment by hand`,
    ),
  unopened: (mark: string): Note =>
    note(
      'BANK-UNOPENED',
      `Строка «${mark}» закрывает раздел, который не был открыт: проверьте, весь ли файл получен`,
      `"${mark}" closes a section that was not opened: check that the whole file has arrived`,
    ),
  stray: note(
    'BANK-LINE',
    'Строка не относится ни к заголовку, ни к разделу и не имеет вида «Ключ=Значение»: проверьте её в файле',
    'The line belongs neither to the header nor to a section, or is not "key=value": look at it in the file',
  ),
  continued: note(
    'BANK-CONTINUED',
    'Назначение платежа разорвано переводом строки: строка присоединена к нему',
    'The purpose of the payment is broken over lines: the line is joined to it',
  ),
  unreadable: (encoding: StatementEncoding): Note =>
    note(
      'BANK-BYTES',
      `В строке есть байты, которые не являются знаками в ${encoding}: они заменены на «\uFFFD», сверьте документ с банком`,
      `The line has bytes that are no characters in ${encoding}: they are replaced by "\uFFFD", compare the document with the bank`,
    ),
  afterEnd: note(
    'BANK-AFTER-END',
    'После строки «КонецФайла» есть ещё строки: они не прочитаны. Если файлы были склеены, загрузите их по одному',
    'Lines follow "КонецФайла": they are not read. If files were glued together, load them one by one',
  ),
  noEnd: note(
    'BANK-END',
    'Нет строки «КонецФайла»: файл мог прийти не целиком, сверьте число документов с банком',
    '"КонецФайла" is missing: the file may be cut, compare the number of documents with the bank',
  ),
} as const
