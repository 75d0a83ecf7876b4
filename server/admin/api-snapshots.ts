import { z } from 'zod'
import {
  clockChoices,
  differenceKinds,
  tablesChoices,
  type DifferencePage,
  type Restored,
  type Snapshot,
  type SnapshotComparison,
  type SnapshotsView,
} from '../snapshots/model.ts'
import { get, post, put } from './endpoint.ts'

/** Snapshots of all bases: keep, restore, compare. Part of the table in `api.ts`. */

const Name = z.string().trim().min(1).max(120)
const Note = z.string().trim().max(2000)
const Id = z.string().min(1).max(80)
const ids = z.array(Id).min(1).max(1000)

const How = z.object({
  clock: z.enum(clockChoices).default('leave'),
  /** `restore` wants an integrator when the tables of the snapshot are others than those that stand. */
  tables: z.enum(tablesChoices).default('restore'),
  /** The present state is kept first, so that the restore can be taken back. */
  keepPresent: z.boolean().default(true),
})

/** Two snapshots, or `now` on either side. */
const Compared = z.object({ before: Id, after: Id })

export const snapshotsApi = {
  'snapshots.list': get<SnapshotsView>()('/snapshots'),
  /** Nothing stops meanwhile. `replace`: a snapshot of the same name gives way. */
  'snapshots.save': post<Snapshot>()(
    '/snapshots',
    z.object({ name: Name, note: Note.default(''), replace: z.boolean().default(false) }),
  ),
  /** Exchanges wait meanwhile; the journal, the settings and the rules stay. `demo` is always there. */
  'snapshots.restore': post<Restored>()(
    '/snapshots/restore',
    z.union([How.extend({ id: Id }), How.extend({ name: Name })]),
  ),
  'snapshots.edit': put<Snapshot>()('/snapshots/:id', z.object({ name: Name, note: Note })),
  'snapshots.duplicate': post<Snapshot>()('/snapshots/:id/duplicate', z.object({ name: Name })),
  'snapshots.remove': post<SnapshotsView>()('/snapshots/remove', z.object({ ids })),
  'snapshots.bringBack': post<SnapshotsView>()('/snapshots/bring-back', z.object({ ids })),
  'snapshots.compare': get<SnapshotComparison>()('/snapshots-compare', Compared),
  /** Objects that differ, field by field. */
  'snapshots.differences': get<DifferencePage>()(
    '/snapshots-differences',
    Compared.extend({
      kind: z.string().max(60).optional(),
      what: z.enum(differenceKinds).optional(),
      text: z.string().max(200).optional(),
      offset: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
  ),
} as const

export const snapshotFiles = {
  /** One zip with the whole snapshot. */
  snapshot: (id: string) => `/api/snapshots/${encodeURIComponent(id)}/export.zip`,
  /** `POST` of such a zip; the answer is the `Snapshot`. */
  snapshotImport: '/api/snapshots-import',
} as const
