import type { MappingKind } from '../model.ts'

/** Words of the trade that names are written with, in lower case, with «е» for «ё». Data only. */

/** Forms of a company: they say nothing of which company it is. */
export const legalForms = new Set(
  'ооо оао зао пао ао нао ип чп тоо гк фгуп муп llc ltd inc gmbh co jsc ooo oao zao pao ao ip'.split(' '),
)

/** Words that bind others and carry no meaning of their own. */
export const particles = new Set('в во на до по для и из со к у of the and for in to by'.split(' '))

const storageWords = 'склад склады warehouse stock sklad'
const genericWords: Readonly<Partial<Record<MappingKind, string>>> = {
  city: '',
  transport_company:
    'транспортная компания служба доставки доставка грузоперевозки перевозчик курьер logistics company delivery service',
  storage: `${storageWords} город г гор city`,
  ksup_warehouse: `${storageWords} город г гор city`,
  cml_warehouse: `${storageWords} город г гор city`,
  regate_warehouse: `${storageWords} город г гор city`,
  cml_price_type: 'цена цены тип price',
  cml_order_status: 'заказ статус order',
  ksup_deal_type: 'сделка тип deal',
  delivery_method: 'доставка способ delivery',
  payment_method: 'оплата расчет расчеты способ платеж payment',
  order_status: 'заказ статус order',
}

/** Words that every value of the kind may have beside its name. */
export const genericsOf = (kind: MappingKind): readonly string[] => [
  ...(genericWords[kind] ?? '').split(' ').filter((word) => word !== ''),
  ...legalForms,
]

/** What a settlement is. Two names with different ones are two settlements. */
export const settlements: Readonly<Record<string, string>> = {
  г: 'town',
  гор: 'town',
  город: 'town',
  city: 'town',
  gorod: 'town',
  пгт: 'settlement',
  рп: 'settlement',
  п: 'settlement',
  пос: 'settlement',
  поселок: 'settlement',
  с: 'village',
  село: 'village',
  д: 'village',
  дер: 'village',
  деревня: 'village',
  ст: 'village',
  станица: 'village',
  аул: 'village',
  хутор: 'village',
}

/** Words after (or before) the name of a region. */
export const regionWords = new Set(
  'обл область край респ республика район рн region oblast kray krai'.split(' '),
)

/** Written short where the full word is meant. */
export const expansions: Readonly<Record<string, string>> = {
  скл: 'склад',
  трансп: 'транспортная',
  комп: 'компания',
  эксп: 'экспедиционная',
  тк: 'транспортная компания',
  пвз: 'пункт выдачи заказов',
  пв: 'пункт выдачи',
  самовыв: 'самовывоз',
  pickup: 'самовывоз',
  курьерская: 'курьер',
  курьерской: 'курьер',
  courier: 'курьер',
  нал: 'наличные',
  налич: 'наличные',
  cash: 'наличные',
  безнал: 'безналичный',
  cashless: 'безналичный',
  карточка: 'карта',
  card: 'карта',
  онлайн: 'online',
  доставить: 'доставка',
  дост: 'доставка',
  опл: 'оплата',
  центр: 'центральный',
  осн: 'основной',
  main: 'основной',
  розн: 'розничный',
  опт: 'оптовый',
  ул: 'улица',
  сев: 'северный',
  юж: 'южный',
  двери: 'дверь',
  door: 'дверь',
  terminal: 'терминал',
}

/** Phrases that stand for one word or for another phrase; applied to the folded text. */
export const phrases: readonly (readonly [RegExp, string])[] = [
  [/(?<![а-я])р-н(?![а-я])/g, 'район'],
  [/(?<![а-я])ст-ца(?![а-я])/g, 'станица'],
  [/(?<![а-я])пр-т(?![а-я])/g, 'проспект'],
  [/(?<![а-я])н\/д(?![а-я])/g, 'на дону'],
  [/(?<![а-я])н\/а(?![а-я])/g, 'на амуре'],
  [/(?<![а-я])б\/н(?![а-я])/g, 'безналичный'],
  [/(?<![а-я])т\/к(?![а-я])/g, 'тк'],
  [/(?<![а-я])банк\.?\s+карт/g, 'банковская карт'],
  [/(?<![а-я])пункт\s+самовывоза/g, 'самовывоз'],
  [/транспортно[-\s]+экспедиционная/g, 'транспортная'],
  // «№ 2», «N 2», «No. 2»: the number is the name.
  [/(?<!\p{L})no?\.?\s*(?=\d)/gu, ' '],
]

/**
 * Other names of the same thing, without spaces: how people and sites call it. The first of a line is the usual name.
 * Cities and carriers that every shop meets; the rest is found by its letters.
 */
const otherNames = `
санктпетербург спб питер петербург спетербург ст.петербург stpetersburg saintpetersburg spb ленинград стпетербург
москва мск moscow msk
екатеринбург екб ебург ekb
нижнийновгород нн nnov nn ннов
великийновгород вновгород внов
ростовнадону рнд ростовдону ростовдон rostovondon ростов-дон
комсомольскнаамуре комсомольскамуре
новосибирск нск нсиб nsk
набережныечелны набчелны
челябинск челяба
красноярск крск
тольятти тлт tlt
деловыелинии dellin дл делолинии деллин
перваяэкспедиционнаякомпания пэк pec pek pecom перваяэкспедиционная
сдэк cdek сдек cdekexpress
желдорэкспедиция ждэ жде jde желдор желдоральянс
кит gtd kit кашалот ткит gtdкит
почтароссии russianpost pochtarussia почта почтарф russiapost
курьерсервисэкспресс ксэ cse
мейджорэкспресс majorexpress major мейджор
яндексдоставка yandexdelivery яндексgo yandexgo
боксберри boxberry
пятерочкапост fivepost
энергия nrgtk нрг nrg
байкалсервис baikalsr байкалсервистк
спсрэкспресс спср spsr
пониэкспресс ponyexpress pony
самовывоз pickup samovyvoz
`

const canonicalNames = new Map<string, string>()
for (const line of otherNames.trim().split('\n')) {
  const [usual, ...others] = line.split(' ')
  for (const name of [usual!, ...others]) canonicalNames.set(name, usual!)
}

const townAbbreviations = 'спб мск екб ебург рнд нск нн'.split(' ')

/** The town that a word inside of a name stands for: «Склад ЕКБ». */
export const abbreviatedTown = (word: string): string | null =>
  townAbbreviations.includes(word) ? usualName(word) : null

/** The usual name for another one of the same thing, both without spaces; `null` when none is known. */
export const usualName = (joined: string): string | null => canonicalNames.get(joined) ?? null

/**
 * Towns whose names are a letter or two from another town's. Both are right, so the difference is no typing error.
 * Large towns, and neighbours of theirs in spelling.
 */
const towns = `
москва санктпетербург новосибирск екатеринбург казань нижнийновгород челябинск красноярск самара уфа ростовнадону краснодар
омск томск воронеж пермь волгоград саратов тюмень тольятти барнаул махачкала ижевск хабаровск ульяновск иркутск владивосток
ярославль кемерово набережныечелны ставрополь оренбург новокузнецк рязань балашиха пенза чебоксары липецк калининград астрахань
тула киров сочи курск уланудэ тверь магнитогорск сургут брянск якутск иваново владимир симферополь белгород нижнийтагил калуга
чита грозный волжский смоленск подольск саранск вологда курган череповец орел архангельск владикавказ нижневартовск йошкарола
стерлитамак мытищи мурманск кострома новороссийск тамбов химки нальчик таганрог нижнекамск благовещенск королев
комсомольскнаамуре петрозаводск энгельс сыктывкар рыбинск орск ангарск балаково псков бийск прокопьевск армавир
каменскуральский великийновгород златоуст сызрань шахты абакан миасс новочеркасск волгодонск салават находка березники пятигорск
рубцовск ковров майкоп ноябрьск канск ачинск каменск елец ейск ессентуки ельня елабуга выкса выборг вольск волжск
кирово кировск кирсанов пушкин пушкино серов серпухов белово белев белорецк белогорск братск брянск саров саки
котлас котлин крымск кромск купино курганинск клин клинцы ржев ревда россошь ростов руза рузаевка тотьма туапсе
дзержинск дзержинский железногорск железноводск зеленоград зеленогорск зеленодольск красногорск
краснокамск краснокаменск красноуфимск краснотурьинск лысьва луга миньяр моршанск муром надым назрань невинномысск
новомосковск новотроицк новочебоксарск новошахтинск норильск октябрьск октябрьский осинники павлово павловск
первоуральск первомайск первомайский партизанск петушки печора печоры пикалево советск советский солнечногорск сосногорск
сосновка сосновыйбор тутаев тында углич ухта усинск учалы фрязино чайковский чапаевск чехов шадринск шатура шуя щекино щелково
электросталь электрогорск юрга южноуральск южносахалинск ялта яровое ярцево минск пинск гродно брест гомель киржач кинель кинешма
кизляр кизел кизилюрт тара тура артем артемовск артемовский анапа анадырь асбест азов азовск аксай алдан алатырь алейск
`

const knownNames = new Set(towns.trim().split(/\s+/))

/** Is it the name, without spaces, of something that is not another thing misspelt? */
export const isKnownName = (joined: string): boolean => knownNames.has(joined) || canonicalNames.has(joined)
