import { z } from 'zod'
import type { DesktopBridge } from '../renderer/desktop.ts'

/**
 * The calls that the page may make of the main process, in one table: the preload offers these names and no others, and the
 * main process parses the arguments before it acts.
 */
export const bridgeCalls = {
  'file.open': z.tuple([z.array(z.string().regex(/^\w{1,12}$/)).max(20)]),
  'file.save': z.tuple([
    z.string().min(1).max(200),
    z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  ]),
  'file.show': z.tuple([z.string().min(1).max(4096)]),
  'locale.set': z.tuple([z.enum(['ru', 'en'])]),
} as const

export type BridgeCall = keyof typeof bridgeCalls
export type BridgeInput<Call extends BridgeCall> = z.output<(typeof bridgeCalls)[Call]>

/** What each call resolves to. */
export interface BridgeResults {
  'file.open': Awaited<ReturnType<DesktopBridge['openFile']>>
  'file.save': Awaited<ReturnType<DesktopBridge['saveFile']>>
  'file.show': void
  'locale.set': void
}

export type BridgeHandlers = {
  [Call in BridgeCall]: (...input: BridgeInput<Call>) => BridgeResults[Call] | Promise<BridgeResults[Call]>
}

/** The one channel from the main process to the page; carries a `MenuCommand`. */
export const menuChannel = 'menu.command'
