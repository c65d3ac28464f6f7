import { expect, test } from 'vitest'
import { translator } from './i18n/use.ts'
import { drawingOf, strengthText, substancesText } from './medicine.ts'

test('every dosage form of the demo has a picture of its kind', () => {
  const drawn = {
    Tablet: 'tablet',
    'Film-coated tablet': 'coated',
    'Orodispersible tablet': 'tablet',
    'Effervescent tablet': 'effervescent',
    Capsule: 'capsule',
    'Soft capsule': 'softgel',
    'Gastro-resistant capsule': 'capsule',
    Syrup: 'bottle',
    'Oral suspension': 'bottle',
    'Suspension for injection': 'injection',
    'Solution for infusion': 'infusion',
    'Eye drops': 'drops',
    Gel: 'tube',
    Cream: 'tube',
    Inhalation: 'inhaler',
    Powder: 'sachet',
    Mouthwash: 'wash',
  }
  const found = Object.keys(drawn).map((form) => [form, drawingOf(form)])
  expect(Object.fromEntries(found)).toEqual(drawn)
})

test('what is no medicine comes in a box', () => {
  expect([drawingOf(undefined), drawingOf('Something new')]).toEqual(['box', 'box'])
})

const of = (...strengths: (string | null)[]) => ({
  form: 'Tablet',
  substances: strengths.map((strength, i) => ({ name: i === 0 ? 'Paracetamol' : 'Codeine', strength })),
})

test('substances are read with their strengths, as far as these are known', () => {
  expect(substancesText(translator('en'), of('500 mg', null))).toBe('Paracetamol 500\u00a0mg + Codeine')
  expect(strengthText(translator('en'), of('500 mg', null))).toBe('500\u00a0mg')
})

test.each([
  ['1.5 %', '1.5\u00a0%', '1,5\u00a0%'],
  ['500 micrograms/2 ml', '500\u00a0micrograms/2\u00a0ml', '500\u00a0microgrammes/2\u00a0ml'],
  ['2 million IU/100 ml', '2\u00a0million IU/100\u00a0ml', '2\u00a0M\u00a0UI/100\u00a0ml'],
  ['20000 IU/0.5 ml', '20,000\u00a0IU/0.5\u00a0ml', '20\u202f000\u00a0UI/0,5\u00a0ml'],
  ['100 micrograms/dose', '100\u00a0micrograms/dose', '100\u00a0microgrammes/dose'],
  ['3800 UI AXa', '3800 UI AXa', '3800 UI AXa'],
])('%s is written as its reader writes', (strength, english, inFrench) => {
  expect(strengthText(translator('en'), of(strength))).toBe(english)
  expect(strengthText(translator('fr'), of(strength))).toBe(inFrench)
})
