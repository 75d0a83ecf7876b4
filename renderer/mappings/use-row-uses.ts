import { useThrottleFn } from '@vueuse/core'
import { computed, onScopeDispose, type Ref } from 'vue'
import { admin } from '../api/client.ts'
import type { MappingKind, RowUse } from '../api/types.ts'
import { useResource } from '../api/use-resource.ts'
import { useLiveStore } from '../stores/live.ts'

/** A table of 20 000 rows is read whole, so traffic does not make it read at every exchange. */
const EVERY_MS = 3000

/** How often the rows of a table were used, by their ids. */
export function useRowUses(kind: Ref<MappingKind>) {
  const resource = useResource(() => admin.call('mappings.usage', { params: { kind: kind.value } }), {
    keys: [kind],
  })
  const read = useThrottleFn(() => void resource.reload(), EVERY_MS, true)
  onScopeDispose(useLiveStore().onChange(['journal'], read))
  return computed<ReadonlyMap<string, RowUse>>(
    () => new Map(resource.data.value?.uses.map((use) => [use.row, use])),
  )
}
