import { playExplorerStory } from '../explorer-story.ts'
import { desktopTest as test } from '../harness.ts'

test('[C §4.4] an export is dropped on the window, searched, explained and compared', async ({ desktop }) => {
  test.setTimeout(180_000)
  await playExplorerStory(desktop.page, desktop.address())
})
