import { pictureKinds, type InvoiceProfile } from '../../invoice/profiles/model.ts'
import type { InvoiceProfileList } from '../api-invoice-profiles.ts'
import type { BenchParts } from '../deps.ts'
import { AdminRefusal } from '../problem.ts'
import type { AdminHandlers } from '../routes.ts'

export function invoiceProfileHandlers({ workspace, invoicePrinting: { pictures } }: BenchParts) {
  async function list(): Promise<InvoiceProfileList> {
    const { profiles } = workspace.document.value.invoices
    return { profiles, missing: await pictures.missing(profiles) }
  }

  return {
    'invoiceProfiles.list': list,
    async 'invoiceProfiles.save'({ body: { profiles } }) {
      const absent = await pictures.missing(profiles)
      if (absent.length > 0) throw picturesAbsent(profiles, absent)
      await workspace.document.update((draft) => {
        draft.invoices.profiles = profiles
      })
      return list()
    },
    async 'invoiceProfiles.addPicture'({ body: { name, base64 } }) {
      const added = await pictures.add(Buffer.from(base64, 'base64'))
      if (!('refused' in added)) return added
      const { ru, en } = added.refused
      throw new AdminRefusal(422, 'INVOICE-PICTURE', {
        ru: name ? `${name}: ${ru}` : ru,
        en: name ? `${name}: ${en}` : en,
      })
    },
  } satisfies Partial<AdminHandlers>
}

function picturesAbsent(profiles: readonly InvoiceProfile[], absent: readonly string[]): AdminRefusal {
  const places = profiles.flatMap((profile, at) =>
    pictureKinds
      .filter((kind) => absent.includes(profile.pictures[kind] ?? ''))
      .map((kind) => ({ pointer: `/profiles/${at}/pictures/${kind}`, profile })),
  )
  const names = [...new Set(places.map(({ profile }) => `«${profile.name}»`))].join(', ')
  return new AdminRefusal(
    422,
    'INVOICE-PICTURE-ABSENT',
    {
      ru: `В папке pictures нет картинок, которые называют профили ${names}. Добавьте их заново или уберите.`,
      en: `The folder pictures lacks pictures that the profiles ${names} name. Add them again or remove them.`,
    },
    places.map(({ pointer }) => ({
      pointer,
      rule: 'picture-absent',
      message: 'картинки нет в папке pictures: добавьте её заново',
    })),
  )
}
