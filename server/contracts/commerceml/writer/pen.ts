import { fromMinorUnits } from '../../decimal.ts'
import type { CmlElement, CmlRequisite } from '../model.ts'
import type { CmlDocumentForm } from './document-form.ts'
import { holds } from './encode.ts'
import type { Habits } from './habits.ts'
import { habitsOf } from './habits.ts'
import type { CmlForm } from './model.ts'
import { XmlText } from './xml-text.ts'

/** What every part of the writer works with. */
export interface Pen {
  xml: XmlText
  form: CmlForm
  habits: Habits
  documents: CmlDocumentForm
}

/** @param form decides the declaration and everything that is written after it */
export function createPen(form: CmlForm, documents: CmlDocumentForm): Pen {
  const habits = habitsOf(form)
  const encoding = form.encoding === 'utf-8' ? 'UTF-8' : 'windows-1251'
  const bom = form.bom && form.encoding === 'utf-8' ? '\uFEFF' : ''
  const standalone = habits.standalone ? ' standalone="yes"' : ''
  const head = `${bom}<?xml version="1.0" encoding="${encoding}"${standalone}?>`
  return { xml: new XmlText(head, habits.pairs), form, habits, documents }
}

export const yesNo = (value: boolean): string => (value ? 'true' : 'false')

/** Kopecks as the shortest decimal; `''` for none. */
export const moneyOf = (kopecks: number | null): string =>
  kopecks === null ? '' : fromMinorUnits(kopecks, 2)

/** Thousandths as the shortest decimal. */
export const quantityOf = (thousandths: number): string => fromMinorUnits(thousandths, 3)

const VERSION = 'НомерВерсии'
const NAME = /^[\p{L}_][\p{L}\p{N}._-]*$/u

/**
 * Elements that the model has no member for go back into what they came from, behind what is known. The reader keeps
 * attributes and parts of parts under their paths, and those have no place here.
 * @param except names that the producer writes itself
 */
export function writeExtra(pen: Pen, extra: readonly CmlElement[] = [], ...except: string[]): void {
  for (const element of extra) {
    if (element.name !== VERSION && !except.includes(element.name)) writeElement(pen, element)
  }
}

function writeElement(pen: Pen, { name, attributes, text, children }: CmlElement): void {
  const { xml, form } = pen
  const writable = (candidate: string): boolean => NAME.test(candidate) && holds(form.encoding, candidate)
  if (!writable(name)) return
  const kept = Object.fromEntries(Object.entries(attributes).filter(([key]) => writable(key)))
  if (children.length === 0) {
    xml.leaf(name, text, kept)
    return
  }
  xml.open(name, kept)
  xml.text(text)
  for (const child of children) writeElement(pen, child)
  xml.close()
}

export function writeRequisites({ xml }: Pen, requisites: readonly CmlRequisite[]): void {
  xml.list('ЗначенияРеквизитов', requisites, ({ name, value }) => {
    xml.open('ЗначениеРеквизита')
    xml.leaf('Наименование', name)
    xml.leaf('Значение', value)
    xml.close()
  })
}

/** What the module writes for objects whose version is not known. */
const FIRST_VERSION = 'AAAAAAAAAAE='

/** `НомерВерсии` and `ПометкаУдаления` behind `Ид`: always with the module and from 2.09, a deletion mark in any case. */
export function writeMarks({ xml, habits }: Pen, record: { deleted: boolean; extra?: CmlElement[] }): void {
  const version = record.extra?.find(({ name }) => name === VERSION)?.text ?? FIRST_VERSION
  if (habits.marks) xml.leaf(VERSION, version)
  if (habits.marks || record.deleted) xml.leaf('ПометкаУдаления', yesNo(record.deleted))
}
