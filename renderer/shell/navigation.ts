import {
  AlarmOutline,
  ArchiveOutline,
  BriefcaseOutline,
  BookOutline,
  BookmarksOutline,
  BusinessOutline,
  CartOutline,
  CheckmarkDoneOutline,
  CloudUploadOutline,
  DiceOutline,
  DocumentTextOutline,
  FlashOutline,
  FunnelOutline,
  ListOutline,
  CubeOutline,
  GitCompareOutline,
  HomeOutline,
  LayersOutline,
  PeopleOutline,
  PersonOutline,
  PhonePortraitOutline,
  QrCodeOutline,
  ReceiptOutline,
  SettingsOutline,
  StorefrontOutline,
  SwapHorizontalOutline,
  SwapVerticalOutline,
} from '@vicons/ionicons5'
import type { Component } from 'vue'
import type { MessageKey } from '../i18n/index.ts'

export interface Destination {
  /** Route name. */
  name: string
  title: MessageKey
  icon: Component
  shortcut: string
}

/** Places of one contract, or of the bench itself when there is no title. */
export interface DestinationGroup {
  title: MessageKey | null
  places: readonly Destination[]
}

/** The rail in its order; menu, palette and help are made of the same list. */
export const destinationGroups: readonly DestinationGroup[] = [
  {
    title: null,
    places: [
      { name: 'overview', title: 'nav.overview', icon: HomeOutline, shortcut: 'Alt+1' },
      { name: 'journal', title: 'nav.journal', icon: ReceiptOutline, shortcut: 'Alt+2' },
      { name: 'mappings', title: 'nav.mappings', icon: SwapHorizontalOutline, shortcut: 'Alt+3' },
      { name: 'proxy', title: 'nav.proxy', icon: GitCompareOutline, shortcut: 'Alt+Shift+P' },
    ],
  },
  {
    title: 'nav.group.siteOrders',
    places: [
      { name: 'site', title: 'nav.site', icon: CartOutline, shortcut: 'Alt+4' },
      { name: 'account', title: 'nav.account', icon: PersonOutline, shortcut: 'Alt+5' },
      { name: 'onec', title: 'nav.onec', icon: CubeOutline, shortcut: 'Alt+6' },
      { name: 'invoice', title: 'nav.invoice', icon: QrCodeOutline, shortcut: 'Alt+7' },
    ],
  },
  {
    title: 'nav.group.commerceMl',
    places: [
      { name: 'cml-node', title: 'nav.cmlNode', icon: CloudUploadOutline, shortcut: 'Alt+Shift+4' },
      { name: 'cml-site', title: 'nav.cmlSite', icon: StorefrontOutline, shortcut: 'Alt+Shift+5' },
      { name: 'explorer', title: 'nav.explorer', icon: ArchiveOutline, shortcut: 'Alt+Shift+6' },
    ],
  },
  {
    title: 'nav.group.regate',
    places: [
      { name: 'enterprises', title: 'nav.enterprises', icon: BusinessOutline, shortcut: 'Alt+0' },
      { name: 'restore', title: 'nav.restore', icon: PhonePortraitOutline, shortcut: 'Alt+Shift+1' },
      { name: 'queue', title: 'nav.queue', icon: LayersOutline, shortcut: 'Alt+Shift+2' },
      { name: 'publishing', title: 'nav.publishing', icon: BookOutline, shortcut: 'Alt+Shift+3' },
    ],
  },
  {
    title: 'nav.group.ksup',
    places: [
      { name: 'ksup', title: 'nav.ksup', icon: BriefcaseOutline, shortcut: 'Alt+Shift+7' },
      { name: 'ksup-onec', title: 'nav.ksupOnec', icon: DocumentTextOutline, shortcut: 'Alt+Shift+8' },
      {
        name: 'ksup-exchange',
        title: 'nav.ksupExchange',
        icon: SwapVerticalOutline,
        shortcut: 'Alt+Shift+9',
      },
      { name: 'ksup-conditions', title: 'nav.ksupConditions', icon: FunnelOutline, shortcut: 'Alt+Shift+0' },
    ],
  },
  {
    title: 'nav.group.bench',
    places: [
      { name: 'scenarios', title: 'scenarios.title', icon: ListOutline, shortcut: 'Alt+Shift+C' },
      { name: 'faults', title: 'nav.faults', icon: FlashOutline, shortcut: 'Alt+Shift+F' },
      { name: 'data', title: 'dataMaker.title', icon: DiceOutline, shortcut: 'Alt+Shift+D' },
      { name: 'errands', title: 'nav.errands', icon: AlarmOutline, shortcut: 'Alt+Shift+E' },
      { name: 'validator', title: 'nav.validator', icon: CheckmarkDoneOutline, shortcut: 'Alt+8' },
      { name: 'snapshots', title: 'snapshots.title', icon: BookmarksOutline, shortcut: 'Alt+Shift+S' },
      { name: 'settings', title: 'nav.settings', icon: SettingsOutline, shortcut: 'Alt+9' },
      { name: 'team', title: 'team.title', icon: PeopleOutline, shortcut: 'Alt+Shift+T' },
    ],
  },
]

export const destinations: readonly Destination[] = destinationGroups.flatMap(({ places }) => places)
