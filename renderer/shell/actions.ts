import {
  AddCircleOutline,
  BookOutline,
  CartOutline,
  CloudUploadOutline,
  ColorPaletteOutline,
  ContrastOutline,
  GitCompareOutline,
  HelpCircleOutline,
  LanguageOutline,
  MenuOutline,
  PulseOutline,
  QrCodeOutline,
  RepeatOutline,
  SearchOutline,
  ShieldCheckmarkOutline,
  SyncOutline,
  TimeOutline,
  WarningOutline,
} from '@vicons/ionicons5'
import { defineStore } from 'pinia'
import { computed, ref, type Component } from 'vue'
import { useRouter } from 'vue-router'
import type { AdminCall } from '../../server/admin/api.ts'
import { useNodeExchange } from '../cml-node/use-node-exchange.ts'
import { useClockStore } from '../clock/use-clock.ts'
import type { MessageKey } from '../i18n/index.ts'
import { useExchange } from '../onec/use-exchange.ts'
import { useOrderForm } from '../site/order-form.ts'
import { themes, usePreferencesStore } from '../stores/preferences.ts'
import { destinations } from './navigation.ts'

export type ActionGroup = 'go' | 'exchange' | 'view'

/** Something a person can do from anywhere. Menu, palette, toolbar and help are made of these. */
export interface Action {
  id: string
  title: MessageKey
  icon: Component
  group: ActionGroup
  shortcut?: string
  /** The call behind it: whose role may not make it sees it switched off. */
  call?: AdminCall
  /** Screens that have a button of their own for it, so the bar at the top shows none there. */
  buttonOn?: readonly string[]
  run(): void | Promise<unknown>
}

/** Which of the sheets above the page is open. */
export const useOverlays = defineStore('overlays', () => ({ palette: ref(false), shortcuts: ref(false) }))

/** The registry of actions. Call it in the setup of a component below the providers. */
export function useActions() {
  const router = useRouter()
  const preferences = usePreferencesStore()
  const overlays = useOverlays()
  const clock = useClockStore()
  const orderForm = useOrderForm()
  const exchange = useExchange()
  const nodeExchange = useNodeExchange()

  const actions = computed<Action[]>(() => [
    ...destinations.map((place) => ({
      id: `go.${place.name}`,
      title: place.title,
      icon: place.icon,
      group: 'go' as const,
      shortcut: place.shortcut,
      run: () => router.push({ name: place.name }),
    })),
    {
      id: 'go.replay',
      title: 'replay.title',
      icon: RepeatOutline,
      group: 'go',
      run: () => router.push({ name: 'replay' }),
    },
    {
      id: 'go.compare',
      title: 'compare.title',
      icon: GitCompareOutline,
      group: 'go',
      run: () => router.push({ name: 'compare' }),
    },
    {
      id: 'go.invoice-profiles',
      title: 'invoiceProfiles.title',
      icon: ColorPaletteOutline,
      group: 'go',
      run: () => router.push({ name: 'invoice-profiles' }),
    },
    {
      id: 'go.invoice-qr',
      title: 'qrDesk.title',
      icon: QrCodeOutline,
      group: 'go',
      run: () => router.push({ name: 'invoice-qr' }),
    },
    {
      id: 'cml-site.orders',
      title: 'action.pointOrders',
      icon: CartOutline,
      group: 'go',
      run: () => router.push({ name: 'cml-site', params: { tab: 'orders' } }),
    },
    {
      id: 'cml-site.faults',
      title: 'action.pointFaults',
      icon: WarningOutline,
      group: 'go',
      run: () => router.push({ name: 'cml-site', params: { tab: 'faults' } }),
    },
    {
      id: 'restore.load',
      title: 'action.playLoad',
      icon: PulseOutline,
      group: 'go',
      run: () => router.push({ name: 'restore', params: { tab: 'load' } }),
    },
    {
      id: 'publishing.guide',
      title: 'action.publishingGuide',
      icon: BookOutline,
      group: 'go',
      run: () => router.push({ name: 'publishing', params: { tab: 'guide' } }),
    },
    {
      id: 'publishing.tls',
      title: 'action.checkTls',
      icon: ShieldCheckmarkOutline,
      group: 'go',
      run: () => router.push({ name: 'publishing', params: { tab: 'tls' } }),
    },
    {
      id: 'order.new',
      title: 'action.newOrder',
      icon: AddCircleOutline,
      group: 'exchange',
      shortcut: 'Alt+N',
      buttonOn: ['overview', 'site'],
      call: 'site.place',
      run: () => orderForm.open(),
    },
    {
      id: 'exchange.run',
      title: 'action.fetchOrders',
      icon: SyncOutline,
      group: 'exchange',
      shortcut: 'Alt+R',
      buttonOn: ['overview', 'onec'],
      call: 'onec.exchange',
      run: () => exchange.run(),
    },
    {
      id: 'cml-node.run',
      title: 'action.runNode',
      icon: CloudUploadOutline,
      group: 'exchange',
      shortcut: 'Alt+M',
      buttonOn: ['cml-node'],
      call: 'cmlOnec.run',
      run: () => nodeExchange.run(),
    },
    {
      id: 'restore.purchase',
      title: 'action.playPurchase',
      icon: CartOutline,
      group: 'exchange',
      shortcut: 'Alt+P',
      buttonOn: ['overview', 'restore'],
      run: () => router.push({ name: 'restore', params: { tab: 'purchase' } }),
    },
    {
      id: 'clock.open',
      title: 'clock.open',
      icon: TimeOutline,
      group: 'view',
      shortcut: 'Alt+T',
      run: () => void (clock.open = !clock.open),
    },
    {
      id: 'view.palette',
      title: 'action.palette',
      icon: SearchOutline,
      group: 'view',
      shortcut: 'Ctrl+K',
      run: () => void (overlays.palette = !overlays.palette),
    },
    {
      id: 'view.rail',
      title: 'action.toggleRail',
      icon: MenuOutline,
      group: 'view',
      shortcut: 'Ctrl+B',
      run: () => void (preferences.railCollapsed = !preferences.railCollapsed),
    },
    {
      id: 'view.theme',
      title: 'action.nextTheme',
      icon: ContrastOutline,
      group: 'view',
      run: () => void (preferences.theme = themes[(themes.indexOf(preferences.theme) + 1) % themes.length]!),
    },
    {
      id: 'view.language',
      title: 'action.switchLanguage',
      icon: LanguageOutline,
      group: 'view',
      run: () => void (preferences.locale = preferences.locale === 'ru' ? 'en' : 'ru'),
    },
    {
      id: 'view.shortcuts',
      title: 'action.shortcuts',
      icon: HelpCircleOutline,
      group: 'view',
      shortcut: '?',
      run: () => void (overlays.shortcuts = true),
    },
  ])
  return actions
}
