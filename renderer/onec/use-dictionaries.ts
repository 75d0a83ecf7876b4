import { admin } from '../api/client.ts'
import { useResource } from '../api/use-resource.ts'

/** What the order form of 1C offers to choose from. */
export function useOnecDictionaries() {
  const dictionary = (kind: string) => admin.call('onec.dictionary', { params: { kind } })
  return useResource(
    async () => {
      const [storage, delivery_method, transport_company, city, order_status, items, organizations] =
        await Promise.all([
          dictionary('storage'),
          dictionary('delivery_method'),
          dictionary('transport_company'),
          dictionary('city'),
          dictionary('order_status'),
          admin.call('onec.items'),
          admin.call('onec.organizations'),
        ])
      return { storage, delivery_method, transport_company, city, order_status, items, organizations }
    },
    { areas: ['mappings'] },
  )
}

export type OnecDictionaries = NonNullable<ReturnType<typeof useOnecDictionaries>['data']['value']>
