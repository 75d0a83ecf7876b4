import { createPinia, setActivePinia } from 'pinia'
import { effectScope } from 'vue'
import { expect, it, onTestFinished } from 'vitest'
import { useResource, type Resource } from '../../renderer/api/use-resource.ts'

/** A resource whose reads are answered by hand, in the order in which they were begun. */
async function aResource() {
  setActivePinia(createPinia())
  const scope = effectScope()
  onTestFinished(() => scope.stop())
  const reads: ((value: string) => void)[] = []
  const load = () => new Promise<string>((resolve) => void reads.push(resolve))
  const resource = scope.run(() => useResource(load)) as Resource<string>
  // The first read begins when the caller has the resource.
  await Promise.resolve()
  return { resource, reads }
}

it('an answer that is put in while a read runs does not stay the last word: it is read again', async () => {
  const { resource, reads } = await aResource()
  reads[0]!('first')
  await new Promise<void>((resolve) => setImmediate(resolve))
  // An event has begun a read; the answer of the call that caused the event is older and comes later.
  const read = resource.reload()
  resource.set('sending')
  expect(resource.data.value).toBe('sending')
  reads[1]!('delivered')
  await read
  expect(reads).toHaveLength(3)
  const again = new Promise<void>((resolve) => setImmediate(resolve))
  reads[2]!('delivered')
  await again
  expect(resource.data.value).toBe('delivered')
  expect(resource.loading.value).toBe(false)
})

it('an answer that is put in while nothing is read causes no read', async () => {
  const { resource, reads } = await aResource()
  reads[0]!('first')
  await new Promise<void>((resolve) => setImmediate(resolve))
  resource.set('saved')
  expect(reads).toHaveLength(1)
  expect([resource.data.value, resource.loading.value]).toEqual(['saved', false])
})
