import { beforeAll, expect, test } from 'vitest'
import type { MedicineRow } from '../../modules/catalogue/index.ts'
import { productName, productNames } from './names.ts'
import { readSource } from './source.ts'

let medicines: MedicineRow[]

beforeAll(async () => {
  medicines = (await readSource()).medicines
})

const pack = (change: Partial<MedicineRow>) => ({
  name: 'COVERSYL 10 mg, comprimé pelliculé',
  brand: 'Coversyl',
  substances: [{ name: 'Perindopril', strength: '6.79 mg' }],
  form: 'Film-coated tablet',
  pack_quantity: 30,
  pack_label: '1 pilulier(s) polypropylène de 30 comprimé(s)',
  ...change,
})

test.each([
  [{}, 'Coversyl 10 mg, 30 film-coated tablets'],
  [{ pack_quantity: 1 }, 'Coversyl 10 mg, 1 film-coated tablet'],
  [{ name: 'XANAX 0,50 mg, comprimé sécable', brand: 'Xanax', form: 'Tablet' }, 'Xanax 0.5 mg, 30 tablets'],
  [{ name: 'COVERSYL, comprimé pelliculé' }, 'Coversyl 6.79 mg, 30 film-coated tablets'],
  [
    { name: 'EXFORGE 5 mg/160 mg, comprimé pelliculé', brand: 'Exforge' },
    'Exforge 5 mg/160 mg, 30 film-coated tablets',
  ],
  [
    { name: 'EMEND 125 mg, gélule et EMEND 80 mg, gélule', brand: 'Emend', form: 'Capsule', pack_quantity: 3 },
    'Emend 125 mg + 80 mg, 3 capsules',
  ],
  [
    {
      name: 'FLECTOR 1 POUR CENT, gel',
      brand: 'Flector',
      form: 'Gel',
      pack_quantity: 1,
      pack_label: '1 tube(s) aluminium verni de 60 g',
    },
    'Flector 1 %, gel, 60 g tube',
  ],
  [
    {
      name: 'DUPHALAC 10 g/15 ml, solution buvable en sachet',
      brand: 'Duphalac',
      form: 'Oral solution',
      pack_quantity: 20,
      pack_label: '20 sachet(s) polyester aluminium de 15 ml (grand format)',
    },
    'Duphalac 10 g/15 ml, oral solution, 20 sachets of 15 ml',
  ],
  [
    {
      name: 'GAVISCON, suspension buvable en flacon',
      brand: 'Gaviscon',
      form: 'Oral suspension',
      pack_quantity: null,
      pack_label: 'flacon(s) en verre de 250 ml',
    },
    'Gaviscon, oral suspension, 250 ml bottle',
  ],
  [
    {
      name: 'ZYMAD 10 000 UI/ml, solution buvable en gouttes',
      brand: 'Zymad',
      form: 'Oral solution',
      pack_quantity: 1,
      pack_label: '1 flacon(s) en verre de 10 ml',
    },
    'Zymad 10 000 IU/ml, oral solution, 10 ml bottle',
  ],
])('a pack is named by brand, strength on the box, form and contents: %#', (change, name) => {
  expect(productName(pack(change))).toBe(name)
})

test('packs that would share a name get their GTIN after it, each of them', () => {
  const [one, other, third] = medicines
  if (one === undefined || other === undefined || third === undefined) throw new Error('there are medicines')
  const twins = [pack({ brand: 'Coversyl' }), pack({ brand: 'COVERSYL' })]
  const names = productNames([{ ...one, ...twins[0] }, { ...other, ...twins[1] }, third])
  expect(names.get(one.gtin)).toBe(`Coversyl 10 mg, 30 film-coated tablets (${one.gtin})`)
  expect(names.get(other.gtin)).toBe(`COVERSYL 10 mg, 30 film-coated tablets (${other.gtin})`)
  expect(names.get(third.gtin)).toBe(productName(third))
})

test('every medicine of the fixture has a name of its own that a product may bear', () => {
  const names = [...productNames(medicines).values()]
  expect(medicines).toHaveLength(600)
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(600)
  expect(names.filter((name) => name.length > 160)).toEqual([])
  // Letters of French labels that were not translated.
  expect(names.filter((name) => /comprimé|gélule|flacon|pour cent|microgrammes|\d,\d/i.test(name))).toEqual([])
})
