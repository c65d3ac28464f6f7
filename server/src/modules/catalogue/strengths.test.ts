import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { strengthsOf } from './strengths.ts'
import { strengthTokens } from './terms.ts'

const inRoot = (path: string) => new URL(`../../../../${path}`, import.meta.url)

test.each([
  ['DICLOFENAC VIATRIS 1 %, gel', ['1 g'], ['1 %']],
  ['CICLOPIROX OLAMINE BIOGARAN 1,5%, shampooing', ['1.50 g'], ['1.5 %']],
  ['ATROPINE ALCON 0,5 POUR CENT, collyre', ['0.5 g'], ['0.5 %']],
  ['GLUCOSE 5 % AGUETTANT, solution pour perfusion', ['50 mg'], ['5 %']],
  ['LIDOCAÏNE/PRILOCAÏNE BIOGARAN 5 %, crème', ['2.5 g', '2.5 g'], ['2.5 %', '2.5 %']],
  ['LAMISIL 1 %, crème', ['0.88 g'], ['0.88 %']],
  ['ADVILMED ENFANTS 20 mg/1 ml, suspension buvable en flacon', ['20 mg'], ['20 mg/ml']],
  ['ATROVENT ADULTES 0,5 mg/2 ml, solution pour inhalation', ['0.500 mg'], ['500 micrograms/2 ml']],
  ['ZOVIRAX 800 mg/10 mL, suspension buvable en flacon', ['8 g'], ['800 mg/10 ml']],
  ['NORDITROPINE FLEXPRO 15 mg/1,5 ml, solution injectable', ['10 mg'], ['15 mg/1.5 ml']],
  ['ZYRTEC 10 mg/ml, solution buvable en gouttes', ['1.000 g'], ['10 mg/ml']],
  ['MYCOSTER 10 mg/g, shampooing', ['10 mg'], ['10 mg/g']],
  ['OCTIM 150 microgrammes/dose, solution pour pulvérisation nasale', ['134 microgrammes'], ['134 micrograms/dose']],
  [
    'INNOVAIR 100/6 microgrammes/dose',
    ['100 microgrammes', '6 microgrammes'],
    ['100 micrograms/dose', '6 micrograms/dose'],
  ],
  ['CILOXADEX 3 mg/1 mg par mL, suspension', ['1 mg', '3 mg'], ['1 mg/ml', '3 mg/ml']],
  ['COSIDIME 20 mg/mL + 5 mg/mL, collyre en solution', ['5 mg', '20 mg'], ['5 mg/ml', '20 mg/ml']],
  ['STEROGYL 2 000 000 UI/100 ml, solution buvable', ['2 000 000 Ul'], ['2 million IU/100 ml']],
  ['ENOXAPARINE BECAT 2 000 UI (20 mg)/0,2 mL', ['20 mg'], ['20 mg/0.2 ml']],
])('%s holds %o: %o', (name, registered, strengths) => {
  expect(strengthsOf(name, registered)).toEqual(strengths)
})

test.each([
  ['KETODERM 2 %, gel en sachet', ['120 mg']],
  ['COMBIGAN 2 mg/ml + 5 mg/ml, collyre en solution', ['5 mg', '1.3 mg']],
  ['CELLCEPT 1 g/5 mL, poudre pour suspension buvable', ['35 g']],
  ['LOVENOX 12 000 UI (120 mg)/0,8 ml', ['12 000 UI (120 mg)']],
  ['ABILIFY 15 mg, comprimé', ['15 mg', null]],
])('of %s the name and %o do not agree, or nothing is counted', (name, registered) => {
  expect(strengthsOf(name, registered)).toEqual(registered)
})

test.each([
  ['1000 mg', '1 g'],
  ['1.500 g', '1.5 g'],
  ['0.50 g', '500 mg'],
  ['0,25 mg', '250 micrograms'],
  ['1000 microgrammes', '1 mg'],
  ['10 000 UI', '10000 IU'],
  ['1,5 M UI', '1.5 million IU'],
])('%s is written %s', (registered, written) => {
  expect(strengthsOf('X, comprimé', [registered])).toEqual([written])
})

type Pack = { gtin: string; name: string; registered: (string | null)[] }

const register = (): Pack[] =>
  gunzipSync(readFileSync(inRoot('server/test/data/register_strengths.tsv.gz')))
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [gtin = '', name = '', ...registered] = line.split('\t')
      return { gtin, name, registered: registered.map((each) => each || null) }
    })

const demo = (): Pack[] =>
  (
    JSON.parse(readFileSync(inRoot('fixtures/medicines_fixture.json'), 'utf8')) as {
      fields: { gtin: string; name: string; substances: { strength: string | null }[] }
    }[]
  ).map(({ fields: { gtin, name, substances } }) => ({
    gtin,
    name,
    registered: substances.map((each) => each.strength),
  }))

const counting = /%|pour cent|\/ ?[\d,]* ?(ml|g|dose|l|h|heures?)(?!\p{L})|(par|pour) [\d,]* ?(ml|g|dose)(?!\p{L})/iu
const isCounted = (strength: string | null) => strength === null || /%|\//.test(strength)

const read = (packs: Pack[]) => packs.map((pack) => ({ ...pack, strengths: strengthsOf(pack.name, pack.registered) }))
type Read = ReturnType<typeof read>[number]

const unsettled = (packs: Read[]) => {
  const open = packs.filter(({ name, strengths }) => counting.test(name) && !strengths.every(isCounted))
  return [...new Set(open.map(({ name, strengths }) => `${name}: ${strengths.join(' + ')}`))].toSorted()
}

/** Whether a pack of one substance says what its name says in the plainest ways there are, told apart from how it is read. */
function isAsPlain({ name, registered, strengths }: Read): boolean {
  const [, percent = ''] = /^[^%/]*?(\d+(?:,\d+)?) ?%[^%/]*$/.exec(name) ?? []
  const share = Number(percent.replace(',', '.'))
  if (percent !== '' && registered[0] === `${share} g`) return strengths[0] === `${share} %`
  const [, mg = ''] = /(?<![\d,] ?)(\d{1,3}) mg\/ml,/i.exec(name) ?? []
  return mg === '' || registered[0] !== `${mg} mg` || strengths[0] === `${mg} mg/ml`
}

const listed = inRoot('server/test/data/strengths_unsettled.txt')

test('the 9,244 packs of the register say what their strengths are counted per, or are known not to', async () => {
  const packs = read(register())
  expect(packs).toHaveLength(9_244)
  await expect(`${unsettled(packs).join('\n')}\n`).toMatchFileSnapshot(fileURLToPath(listed))
  expect(packs.filter((pack) => pack.registered.length === 1 && !isAsPlain(pack))).toEqual([])
})

test('so do the 600 of the demo', () => {
  const packs = read(demo())
  expect(packs).toHaveLength(600)
  expect(readFileSync(listed, 'utf8').split('\n')).toEqual(expect.arrayContaining(unsettled(packs)))
  expect(packs.filter((pack) => pack.registered.length === 1 && !isAsPlain(pack))).toEqual([])
})

test('what was read once is read the same again', () => {
  const packs = read(register())
  const again = packs.map(({ name, strengths }) => strengthsOf(name, strengths))
  expect(again).toEqual(packs.map(({ strengths }) => strengths))
})

test('one strength has one spelling', () => {
  const plain = /^[\d.]+ (?:g|mg|micrograms|(?:million )?IU|%)$/
  const all = read(register()).flatMap(({ strengths }) => strengths.filter((each) => each !== null && plain.test(each)))
  const spellings = Map.groupBy(new Set(all), (strength) => strengthTokens(strength ?? '')[0])
  expect([...spellings.values()].filter((each) => each.length > 1)).toEqual([])
  expect(spellings.size).toBeGreaterThan(300)
})
