import type { Pen } from './pen.ts'
import type { XmlAttributes } from './xml-text.ts'

const LOCAL_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/
const INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance'

/** МойСклад writes milliseconds and the offset of Moscow (commerceml section 14). */
const withOffset = (generated: string): string =>
  LOCAL_TIME.test(generated) ? `${generated}.000+03:00` : generated

function namespaces({ form }: Pen): XmlAttributes {
  const schema: XmlAttributes = form.namespace === '' ? {} : { xmlns: form.namespace }
  if (form.naming === 'businessru') {
    return { ...schema, 'xmlns:xsi': INSTANCE, 'xsi:noNamespaceSchemaLocation': 'CommerceML208.xsd' }
  }
  if (form.namespace === '') return schema
  return { ...schema, 'xmlns:xs': 'http://www.w3.org/2001/XMLSchema', 'xmlns:xsi': INSTANCE }
}

/** Attributes of `КоммерческаяИнформация` (commerceml sections 5, 7.2, 14). */
export function rootAttributes(pen: Pen): XmlAttributes {
  const { form, habits } = pen
  const moysklad = form.naming === 'moysklad'
  return {
    ...namespaces(pen),
    ВерсияСхемы: form.version,
    ДатаФормирования: moysklad ? withOffset(form.generated) : form.generated,
    Ид: habits.nodeInRoot && form.node !== '' ? form.node : null,
    СинхронизацияТоваров: moysklad ? 'false' : null,
  }
}
