import {
  ACTIONS,
  DIRECTIONS,
  OBJECTS,
  kindsFor,
  matrices,
  mayTravel,
  type Action,
  type Direction,
  type MessageKind,
  type ObjectKind,
} from '../../server/contracts/ksup/direction.ts'

/** The matrices «Да / Нет» of section 8 in the form of a table. */

export interface DirectionRow {
  object: ObjectKind
  action: Action
  cells: { direction: Direction; yes: boolean; kinds: MessageKind[] }[]
}

/** A row for each action that the matrix of the object has, in the order of the contract. */
export const directionRows: readonly DirectionRow[] = OBJECTS.flatMap((object) =>
  ACTIONS.filter((action) => matrices[object][action] !== undefined).map((action) => ({
    object,
    action,
    cells: DIRECTIONS.map((direction) => ({
      direction,
      yes: mayTravel(object, action, direction),
      kinds: kindsFor(object, action, direction),
    })),
  })),
)

/** Words of the two directions: a key of the dictionary cannot have an arrow in it. */
export const directionName: Readonly<Record<Direction, 'toOnec' | 'toKsup'>> = {
  'ksup→onec': 'toOnec',
  'onec→ksup': 'toKsup',
}
