import { Refusal } from '../storage/refusal.ts'

/** What the explorer refuses, each with what a person can do about it. */

export const fileUnknown = () =>
  new Refusal('EXPLORER-FILE-UNKNOWN', {
    ru: 'Этот файл уже закрыт. Откройте его заново.',
    en: 'This file is closed already. Open it again.',
  })

export const recordUnknown = (id: string) =>
  new Refusal('EXPLORER-RECORD-UNKNOWN', {
    ru: `В открытом файле нет записи «${id}».`,
    en: `The opened file has no record "${id}".`,
  })

export const partUnknown = (name: string) =>
  new Refusal('EXPLORER-PART-UNKNOWN', {
    ru: `Среди открытого нет файла «${name}».`,
    en: `There is no file "${name}" in what is opened.`,
  })

export const pictureUnknown = (path: string) =>
  new Refusal('EXPLORER-PICTURE-UNKNOWN', {
    ru: `Картинки «${path}» нет рядом с открытым файлом. Откройте архив или папку целиком.`,
    en: `There is no picture "${path}" beside the opened file. Open the whole archive or folder.`,
  })

export const sourceChanged = (name: string) =>
  new Refusal('EXPLORER-SOURCE-CHANGED', {
    ru: `Файл «${name}» изменён или удалён после открытия, строки показать нельзя. Откройте его заново.`,
    en: `The file "${name}" was changed or removed after it was opened; its lines cannot be shown. Open it again.`,
  })

const pathReasons: Readonly<Record<string, { ru: string; en: string }>> = {
  ENOENT: { ru: 'такого файла или папки нет', en: 'there is no such file or folder' },
  ENOTDIR: { ru: 'такого файла или папки нет', en: 'there is no such file or folder' },
  EACCES: { ru: 'нет прав на чтение', en: 'no permission to read it' },
  EPERM: { ru: 'нет прав на чтение', en: 'no permission to read it' },
  EBUSY: { ru: 'файл занят другой программой', en: 'another program keeps it busy' },
}

/** An error of the file system about a path that a person named; anything unexpected stays as it is. */
export function pathRefusal(path: string, error: unknown): unknown {
  const reason = pathReasons[(error as NodeJS.ErrnoException).code ?? '']
  if (!reason) return error
  return new Refusal('EXPLORER-PATH', {
    ru: `Открыть «${path}» нельзя: ${reason.ru}. Проверьте путь.`,
    en: `"${path}" cannot be opened: ${reason.en}. Check the path.`,
  })
}

export const notAFile = (path: string) =>
  new Refusal('EXPLORER-PATH', {
    ru: `«${path}» — не файл и не папка. Укажите файл XML, архив zip или папку с ними.`,
    en: `"${path}" is neither a file nor a folder. Name an XML file, a zip archive or a folder with them.`,
  })

export const nothingInside = () =>
  new Refusal('EXPLORER-NO-XML', {
    ru: 'Внутри нет ни одного файла XML. Выгрузка CommerceML состоит из файлов XML и картинок.',
    en: 'There is no XML file inside. A CommerceML export is made of XML files and pictures.',
  })

export const tooManyFiles = (limit: number) =>
  new Refusal('EXPLORER-TOO-MANY', {
    ru: `Внутри больше ${limit} файлов. Откройте папку самой выгрузки.`,
    en: `There are more than ${limit} files inside. Open the folder of the export itself.`,
  })

export const uploadTooLarge = (gib: number) =>
  new Refusal('EXPLORER-TOO-LARGE', {
    ru: `Файл больше ${gib} ГиБ. Распакуйте его и откройте по пути на этом компьютере.`,
    en: `The file is over ${gib} GiB. Unpack it and open it by its path on this machine.`,
  })

export const uploadBroken = () =>
  new Refusal('EXPLORER-UPLOAD', {
    ru: 'Файл передан не до конца. Перетащите его ещё раз.',
    en: 'The file has not come whole. Drop it once more.',
  })
