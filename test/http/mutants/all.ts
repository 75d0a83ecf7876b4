import { mutantsA } from './a.ts'
import { mutantsB } from './b.ts'
import { mutantsC } from './c.ts'
import { mutantsD } from './d.ts'
import type { Mutant } from './mutant.ts'
import { mutantsX } from './x.ts'

export const allMutants: readonly Mutant[] = [...mutantsA, ...mutantsB, ...mutantsC, ...mutantsD, ...mutantsX]
