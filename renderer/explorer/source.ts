import { inject, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue'
import type { SourcePlace } from './types.ts'

/** The source pane of the screen: any tab may put a place into it. */
interface SourceView {
  place: Readonly<ShallowRef<SourcePlace | null>>
  show(place: SourcePlace): void
  close(): void
}

const key: InjectionKey<SourceView> = Symbol('explorer source')

export function provideSource(): SourceView {
  const place = shallowRef<SourcePlace | null>(null)
  const view: SourceView = {
    place,
    show: (next) => (place.value = next),
    close: () => (place.value = null),
  }
  provide(key, view)
  return view
}

export const useSource = (): SourceView => inject(key)!

/** A line of XML in pieces, so that tags can be told from what stands between them. */
export function piecesOf(line: string): { text: string; tag: boolean }[] {
  return line
    .split(/(<[^<>]*>?|^[^<>]*>)/)
    .filter((text) => text !== '')
    .map((text) => ({ text, tag: text.startsWith('<') || (text.endsWith('>') && !text.includes('<')) }))
}
