import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql, transact } from '../../kernel/database.ts'
import { aMortar, anApprovedShop, refusalOf, type Mortar } from '../../../test/harness/index.ts'
import { aGtin, aMedicine, aProduct } from '../../../test/harness/products.ts'
import { findMedicine, findMedicines, loadMedicines } from './medicines.ts'

let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar()
})
afterAll(() => mortar.close())

test('the tree of categories is public, in its order', async () => {
  const { results } = await mortar.stranger.list_categories()
  expect(results.map((each) => each.slug)).toEqual(['medicines', 'health-products', 'beauty'])
  expect(results[0]?.children[0]).toEqual({ slug: 'pain-and-fever', name: 'Pain and fever' })
  expect(results[2]?.children).toEqual([])
})

test('a pack is known by its GTIN, as its barcode or its code says it', async () => {
  const medicine = await aMedicine(mortar, { legal_class: 'prescription_list_1', supply: 'SHORTAGE' })
  const answer = await mortar.stranger.get_medicine({ params: { gtin: medicine.gtin } })
  expect(answer).toEqual({
    gtin: medicine.gtin,
    name: medicine.name,
    brand: 'Doliprane',
    manufacturer: 'Opella Healthcare',
    substances: [{ name: 'Paracetamol', strength: '500 mg' }],
    form: 'Tablet',
    routes: ['Oral'],
    atc: 'N02BE01',
    prescription: true,
    legal_class: 'prescription_list_1',
    pack: { quantity: 16, label: '16 comprimés' },
    reimbursement: '65%',
    supply: 'SHORTAGE',
  })
  expect(await mortar.stranger.get_medicine({ params: { gtin: `0${medicine.gtin}` } })).toEqual(answer)
})

test('an unknown pack is not found, and a GTIN with a wrong check digit is no GTIN', async () => {
  const gtin = aGtin()
  expect(await refusalOf(mortar.stranger.get_medicine({ params: { gtin } }))).toMatchObject({ status: 404 })
  const wrong = `${gtin.slice(0, -1)}${(Number(gtin.at(-1)) + 1) % 10}`
  expect(await refusalOf(mortar.stranger.get_medicine({ params: { gtin: wrong } }))).toMatchObject({
    status: 400,
    errors: [{ field: 'gtin' }],
  })
})

test('many are found at once, each by the GTIN it was asked with', async () => {
  const [one, other] = [await aMedicine(mortar), await aMedicine(mortar, { max_treatment_days: 28 })]
  const found = await findMedicines(mortar.db, [`0${one.gtin}`, other.gtin, aGtin()])
  expect([...found]).toEqual([
    [`0${one.gtin}`, one],
    [other.gtin, other],
  ])
  expect(await findMedicine(mortar.db, other.gtin)).toEqual(other)
  expect(await findMedicine(mortar.db, aGtin())).toBeUndefined()
})

test('loading again changes what differs and nothing else', async () => {
  const same = await aMedicine(mortar, { substances: [{ name: 'Caféine', strength: null }], form: 'Comprimé  Sécable' })
  const changed = await aMedicine(mortar)
  const load = () => transact(mortar.db, (tx) => loadMedicines(tx, [same, { ...changed, form: 'Capsule' }]))
  expect(await load()).toBe(1)
  expect(await load()).toBe(0)
  const { rows } = await sql`
    select substance_keys, form_key from catalogue.medicines where gtin = any(${[same.gtin, changed.gtin]})
    order by form_key`.execute(mortar.db)
  expect(rows).toEqual([
    { substance_keys: ['paracetamol'], form_key: 'capsule' },
    { substance_keys: ['cafeine'], form_key: 'comprime secable' },
  ])
})

test('a medicine that changes takes its products along: words, tax, days of use', async () => {
  const keeper = await anApprovedShop(mortar)
  const medicine = await aMedicine(mortar)
  const { slug } = await aProduct(keeper, { gtin: medicine.gtin, stock: 0 })
  const other = await aProduct(keeper)
  const next = { ...medicine, manufacturer: 'Nouveau Laboratoire', reimbursement: null, max_treatment_days: 7 }
  await transact(mortar.db, (tx) => loadMedicines(tx, [next]))
  const { rows } = await sql<{ slug: string }>`
    select slug, tax_class, usage_days, terms @@ to_tsquery('simple', 'laboratoire') as found
    from catalogue.products order by id`.execute(mortar.db)
  expect(rows.filter((row) => [slug, other.slug].includes(row.slug))).toEqual([
    { slug, tax_class: 'medicine', usage_days: 7, found: true },
    { slug: other.slug, tax_class: 'standard', usage_days: 0, found: false },
  ])
})
