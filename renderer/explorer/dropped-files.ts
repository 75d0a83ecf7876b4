/** A file that a person dropped, with its path below the folder that was dropped. */
export interface DroppedFile {
  path: string
  file: File
}

/** What an export is made of: everything else of a dropped folder stays where it is. */
const wanted = /\.(xml|zip|jpe?g|png|gif|webp|bmp)$/i

/** Of many files those that belong to an export; a single one is taken whatever it is, and refused with the reason. */
export function exportFiles<F extends { path: string }>(files: readonly F[]): F[] {
  return files.length === 1 ? [...files] : files.filter(({ path }) => wanted.test(path))
}

/** Everything that was dropped, folders with all they hold. */
export async function droppedFiles(transfer: DataTransfer): Promise<DroppedFile[]> {
  // The list is emptied as soon as the event is over, so entries are taken before anything is waited for.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? [])
  const lone = [...transfer.files]
  if (entries.length === 0) return lone.map((file) => ({ path: file.name, file }))
  return (await Promise.all(entries.map(below))).flat()
}

async function below(entry: FileSystemEntry): Promise<DroppedFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    )
    return [{ path: entry.fullPath.replace(/^\//, ''), file }]
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  const found: DroppedFile[] = []
  for (;;) {
    // A reader hands out a hundred entries at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return found
    for (const one of some) found.push(...(await below(one)))
  }
}
