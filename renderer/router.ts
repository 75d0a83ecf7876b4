import { createRouter, createWebHashHistory } from 'vue-router'

const screens = {
  overview: () => import('./overview/OverviewScreen.vue'),
  journal: () => import('./journal/JournalScreen.vue'),
  compare: () => import('./compare/CompareScreen.vue'),
  mappings: () => import('./mappings/MappingsScreen.vue'),
  replay: () => import('./replay/ReplayScreen.vue'),
  proxy: () => import('./proxy/ProxyScreen.vue'),
  faults: () => import('./faults/FaultsScreen.vue'),
  errands: () => import('./errands/ErrandsScreen.vue'),
  account: () => import('./site/AccountScreen.vue'),
  site: () => import('./site/SiteScreen.vue'),
  onec: () => import('./onec/OnecScreen.vue'),
  invoice: () => import('./invoice/InvoiceScreen.vue'),
  'invoice-profiles': () => import('./invoice/profiles/ProfilesScreen.vue'),
  'invoice-qr': () => import('./invoice/qr/QrDeskScreen.vue'),
  validator: () => import('./validator/ValidatorScreen.vue'),
  enterprises: () => import('./enterprises/EnterprisesScreen.vue'),
  restore: () => import('./restore/RestoreScreen.vue'),
  queue: () => import('./queue/QueueScreen.vue'),
  publishing: () => import('./publishing/PublishingScreen.vue'),
  'cml-node': () => import('./cml-node/CmlNodeScreen.vue'),
  'cml-site': () => import('./cml-site/CmlSiteScreen.vue'),
  explorer: () => import('./explorer/ExplorerScreen.vue'),
  ksup: () => import('./ksup/KsupScreen.vue'),
  'ksup-onec': () => import('./ksup-onec/KsupOnecScreen.vue'),
  'ksup-exchange': () => import('./ksup-exchange/KsupExchangeScreen.vue'),
  'ksup-conditions': () => import('./ksup-conditions/KsupConditionsScreen.vue'),
  data: () => import('./data-maker/DataScreen.vue'),
  scenarios: () => import('./scenarios/ScenariosScreen.vue'),
  snapshots: () => import('./snapshots/SnapshotsScreen.vue'),
  'snapshots-compare': () => import('./snapshots/SnapshotCompareScreen.vue'),
  settings: () => import('./settings/SettingsScreen.vue'),
  team: () => import('./team/TeamScreen.vue'),
}

declare module 'vue-router' {
  interface RouteMeta {
    /** The place of the rail that the screen belongs to, when it is not one itself. */
    place?: string
  }
}

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', name: 'overview', component: screens.overview },
    { path: '/journal/:id(\\d+)?', name: 'journal', component: screens.journal },
    { path: '/replay/:run(\\d+)?', name: 'replay', component: screens.replay },
    { path: '/compare', name: 'compare', component: screens.compare },
    { path: '/mappings/:kind?', name: 'mappings', component: screens.mappings },
    { path: '/proxy/:link?', name: 'proxy', component: screens.proxy },
    { path: '/faults', name: 'faults', component: screens.faults },
    { path: '/errands/:tab(schedules|history)?/:id?', name: 'errands', component: screens.errands },
    { path: '/site/account/:customer?', name: 'account', component: screens.account },
    { path: '/site/:id?', name: 'site', component: screens.site },
    { path: '/onec/:id?', name: 'onec', component: screens.onec },
    {
      path: '/invoice/profiles',
      name: 'invoice-profiles',
      component: screens['invoice-profiles'],
      meta: { place: 'invoice' },
    },
    {
      path: '/invoice/qr/:tab?',
      name: 'invoice-qr',
      component: screens['invoice-qr'],
      meta: { place: 'invoice' },
    },
    { path: '/invoice/:document?', name: 'invoice', component: screens.invoice },
    { path: '/validator', name: 'validator', component: screens.validator },
    { path: '/enterprises/:enterprise?/:tab?/:id?', name: 'enterprises', component: screens.enterprises },
    { path: '/restore/:tab?', name: 'restore', component: screens.restore },
    { path: '/queue', name: 'queue', component: screens.queue },
    { path: '/publishing/:tab?', name: 'publishing', component: screens.publishing },
    { path: '/cml-node/:node?/:tab?/:id?', name: 'cml-node', component: screens['cml-node'] },
    { path: '/cml-site/:tab?/:id?', name: 'cml-site', component: screens['cml-site'] },
    { path: '/explorer/:file?/:tab?', name: 'explorer', component: screens.explorer },
    { path: '/ksup/:tab?/:id?', name: 'ksup', component: screens.ksup },
    { path: '/ksup-onec/:tab?/:id?', name: 'ksup-onec', component: screens['ksup-onec'] },
    { path: '/ksup-exchange/:tab?/:id?', name: 'ksup-exchange', component: screens['ksup-exchange'] },
    { path: '/ksup-conditions', name: 'ksup-conditions', component: screens['ksup-conditions'] },
    { path: '/data', name: 'data', component: screens.data },
    {
      path: '/snapshots/compare',
      name: 'snapshots-compare',
      component: screens['snapshots-compare'],
      meta: { place: 'snapshots' },
    },
    { path: '/snapshots/:id?', name: 'snapshots', component: screens.snapshots },
    { path: '/scenarios/:id?', name: 'scenarios', component: screens.scenarios },
    { path: '/settings', name: 'settings', component: screens.settings },
    { path: '/team/:tab?', name: 'team', component: screens.team },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})

/**
 * Loads the screens that have not been opened yet, so that they can be opened while the server is away. Call it when the
 * first screen is there. A failure is met again, and shown, by whoever opens the screen.
 */
export async function loadAllScreens(): Promise<void> {
  // A first screen that could not be loaded has been told by the router.
  await router.isReady().catch(() => undefined)
  await Promise.allSettled(Object.values(screens).map((load) => load()))
}
