import type { Text } from '../../contracts/text.ts'
import type { World } from '../../scenarios/world.ts'
import { Refusal } from '../../storage/refusal.ts'

/** Bases of before scenarios, kept as snapshots. The mapping tables come back by themselves at the end of each run. */
export interface KeptBases {
  /** Whether there are any to bring back. */
  left(): boolean
  /** Keeps the bases as they are, unless those of before are kept already. */
  keep(): Promise<void>
  /** Puts them back. @returns whether there were any. @throws Refusal `SCENARIO-BASES` when they cannot be put back now */
  bringBack(): Promise<boolean>
  /** Keeps the bases, which come back when that is called; for runs that nobody watches. */
  hold(): Promise<{ refused: Text | null; giveBack(): Promise<Text | null> }>
}

const unexplained = (code: string | null): Text => ({
  ru: `Снимок баз не удался (${code ?? 'без кода'}).`,
  en: `The snapshot of the bases failed (${code ?? 'no code'}).`,
})

export function createKeptBases(world: Pick<World, 'call'>): KeptBases {
  let before: string | null = null

  /** Id of the snapshot, or why there is none. */
  async function snapshot(name: string): Promise<string | Text> {
    const saved = await world.call('snapshots.save', { body: { name, replace: true } })
    if (saved.status < 400) return (saved.body as { id: string }).id
    return (saved.body as { message?: Text } | null)?.message ?? unexplained(saved.code)
  }
  /** Why it was not put back, `null` when it was. */
  async function restore(id: string): Promise<Text | null> {
    const restored = await world.call('snapshots.restore', {
      body: { id, tables: 'keep', keepPresent: false },
    })
    if (restored.status < 400) return null
    return (restored.body as { message?: Text } | null)?.message ?? unexplained(restored.code)
  }

  return {
    left: () => before !== null,
    async keep() {
      if (before !== null) return
      const kept = await snapshot('до сценариев')
      // A bench that cannot keep its bases now plays all the same: it is told that there is no way back.
      before = typeof kept === 'string' ? kept : null
    },
    async bringBack() {
      if (before === null) return false
      const refused = await restore(before)
      if (refused) throw new Refusal('SCENARIO-BASES', refused)
      before = null
      return true
    },
    async hold() {
      const kept = await snapshot('до сценариев по расписанию')
      return typeof kept === 'string'
        ? { refused: null, giveBack: () => restore(kept) }
        : { refused: kept, giveBack: async () => null }
    },
  }
}
