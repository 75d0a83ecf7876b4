import type { CmlRecord, CmlVersion } from '../model.ts'

/** How a producer names its files (contract section 4.1). */
export type CmlNaming = 'ut103' | 'ut11' | 'unf' | 'module' | 'module31' | 'moysklad' | 'businessru'

/** How a producer writes CommerceML: everything that differs between 1C configurations (sections 4–7, 12, 14). */
export interface CmlForm {
  version: CmlVersion
  naming: CmlNaming
  encoding: 'utf-8' | 'windows-1251'
  bom: boolean
  /** Namespace of the root, `''` for none. */
  namespace: string
  /** `<k>` of file names: the row of the node's catalogue table, from 0. */
  row: number
  /** Goods of a portion; 0: all in one (section 4.2). */
  portion: number
  /** `false`: a full export, `СодержитТолькоИзменения="false"` in portion 1. */
  changesOnly: boolean
  /** `ДатаФормирования`, local time of the exchange. */
  generated: string
  /** GUID in names of the module's files and in the root attribute `Ид` of 3.1. */
  node: string
}

/** One file of an export. Its bytes have to be consumed before the next file is asked for. */
export interface CmlFile {
  /** As it goes up: `import0_1.xml`, `goods/goods_1_1_<guid>.xml`. */
  name: string
  /** From 1; every portion is a session of its own (section 4.2). */
  portion: number
  content: 'catalogue' | 'offers' | 'prices' | 'rests' | 'documents' | 'other'
  chunks: AsyncIterable<Uint8Array>
}

/** A source that can be read several times: every split file is a pass of its own. */
export type CmlSourceOfRecords = () => AsyncIterable<CmlRecord>
