import type { CommerceMlParts } from '../../commerceml/assembly.ts'
import type { EnterpriseParts } from '../../enterprises/assembly.ts'
import { REAL_TARGET } from '../../enterprises/player.ts'
import type { Journal } from '../../journal/journal.ts'
import type { KsupParts } from '../../ksup/service.ts'
import type { WorkspaceDocument } from '../../storage/document-schema.ts'
import type { Onec } from '../../../mocks/onec/onec.ts'
import type { Errand } from '../errand.ts'
import { commerceMlErrands } from './commerceml.ts'
import { journalErrands } from './journal.ts'
import { ksupErrands } from './ksup.ts'
import { onecErrands } from './onec.ts'
import { regateErrands } from './regate.ts'
import { restoreErrands } from './restore.ts'

export interface SidesDeps {
  document(): WorkspaceDocument
  onec: Onec
  commerceMl: CommerceMlParts
  ksup: KsupParts
  enterprises: EnterpriseParts
  journal: Journal
}

/** Everything that the sides of the bench start by themselves. */
export function errandsOfSides({
  document,
  onec,
  commerceMl,
  ksup,
  enterprises,
  journal,
}: SidesDeps): Errand[] {
  const { regate, player } = enterprises
  return [
    ...onecErrands({ onec, isPlayed: () => document().sides.onec.mode === 'simulated' }),
    ...commerceMlErrands({ onec: commerceMl.onec, nodes: () => document().commerceml.nodes }),
    ...ksupErrands(ksup),
    ...regateErrands({
      regate,
      enterprises: () => document().regate.enterprises,
      loadBankFolder: enterprises.loadBankFolder,
    }),
    ...restoreErrands({
      restore: player.restore,
      targets: () => {
        const { enterprises: own, restore } = document().regate
        const real = restore.address === '' ? [] : [{ id: REAL_TARGET, name: restore.address }]
        return [...own, ...real]
      },
    }),
    ...journalErrands({ journal, keep: () => document().journal.keep }),
  ]
}
