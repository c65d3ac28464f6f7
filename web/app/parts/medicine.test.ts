import { expect, test } from 'vitest'
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

test('substances are read with their strengths, as far as these are known', () => {
  const medicine = {
    form: 'Tablet',
    substances: [
      { name: 'Paracetamol', strength: '500 mg' },
      { name: 'Codeine', strength: null },
    ],
  }
  expect(substancesText(medicine)).toBe('Paracetamol 500 mg + Codeine')
  expect(strengthText(medicine)).toBe('500 mg')
})
