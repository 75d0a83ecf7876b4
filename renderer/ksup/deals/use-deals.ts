import type { WatchSource } from 'vue'
import { admin } from '../../api/client.ts'
import { usePages } from '../../cml/table/use-pages.ts'
import type { DealRow, DealState } from '../types.ts'

const PAGE = 100

/** Deals page by page. @param text what they are searched by @param state those of one column of the board; none: all */
export const useDeals = (text: () => string, state?: DealState) =>
  usePages<DealRow>(
    (offset, limit) => admin.call('ksup.deals', { query: { offset, limit, text: text(), state } }),
    PAGE,
    [text as WatchSource],
    ['ksup'],
  )
