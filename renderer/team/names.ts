import type { Role } from '../../server/team/model.ts'
import { t } from '../i18n/index.ts'
import { destinations } from '../shell/navigation.ts'

/** Words for people and for the places where they are. */

interface Somebody {
  login: string | null
  name: string
  role: Role
}

/** How the others call a person; whoever has no account is the owner, for nobody else comes in without one. */
export const nameOf = ({ login, name }: Pick<Somebody, 'login' | 'name'>): string =>
  name || login || t('team.owner')

/** «А» of «Анна», «ИП» of «Иван Петров». */
export const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .filter((word) => /^[\p{L}\p{N}]/u.test(word))
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('')

/** Title of a screen by the name of its route; the name itself for a screen that the rail does not have. */
export function screenTitle(screen: string): string {
  const place = destinations.find(({ name }) => name === screen)
  return place ? t(place.title) : screen
}
