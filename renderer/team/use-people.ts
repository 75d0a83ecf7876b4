import { computed } from 'vue'
import { admin } from '../api/client.ts'
import { useResource } from '../api/use-resource.ts'
import type { Role } from '../../server/team/model.ts'
import { useTeamStore } from '../stores/team.ts'

/** Who has the bench open now: each person once, with all of their screens. */
export function usePeople() {
  const team = useTeamStore()
  const pages = useResource(async () => (team.named ? admin.call('team.people') : []), {
    areas: ['team'],
    filters: [() => team.named],
  })
  const people = computed(() => {
    const byLogin = new Map<string, { login: string | null; name: string; role: Role; screens: string[] }>()
    for (const { login, name, role, screen } of pages.data.value ?? []) {
      const known = byLogin.get(login ?? '') ?? { login, name, role, screens: [] }
      if (screen !== '' && !known.screens.includes(screen)) known.screens.push(screen)
      byLogin.set(login ?? '', known)
    }
    return [...byLogin.values()]
  })
  return { people }
}
