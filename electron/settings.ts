import { Low } from 'lowdb'
import { JSONFile } from 'lowdb/node'
import { z } from 'zod'

/** What the shell remembers between starts, in `desktop.json` of the user's data folder. Sizes in pixels. */
const DesktopSettings = z.object({
  /** `null`: the demo workspace. */
  workspace: z.string().nullable().default(null),
  locale: z.enum(['ru', 'en']).default('ru'),
  bounds: z
    .object({ x: z.number(), y: z.number(), width: z.number().min(400), height: z.number().min(300) })
    .nullable()
    .default(null),
  maximized: z.boolean().default(false),
})

export type DesktopSettings = z.output<typeof DesktopSettings>
export type Locale = DesktopSettings['locale']

export interface SettingsStore {
  readonly value: DesktopSettings
  /** Changes are written one after another, each as a whole file. */
  update(change: Partial<DesktopSettings>): Promise<void>
}

/** Opens the settings. What cannot be read is replaced by defaults: nothing there is worth a refusal to start. */
export async function openSettings(file: string): Promise<SettingsStore> {
  const db = new Low<unknown>(new JSONFile(file), {})
  await db.read().catch(() => {})
  const read = DesktopSettings.safeParse(db.data)
  let value = read.success ? read.data : DesktopSettings.parse({})
  return {
    get value() {
      return value
    },
    async update(change) {
      value = { ...value, ...change }
      db.data = value
      await db.write()
    },
  }
}
