import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { MedicineRow } from '../../modules/catalogue/index.ts'
import { fixturesFolder } from '../fixtures/files.ts'
import type { DatedPrices } from './prices.ts'

/** The medicines of the demo and their prices, as the fixtures have them. */
export async function readSource(): Promise<{ medicines: MedicineRow[]; prices: DatedPrices[] }> {
  const [entries, prices] = await Promise.all([
    readJson<{ fields: MedicineRow }[]>('medicines_fixture.json'),
    readJson<DatedPrices[]>('demo_prices.json'),
  ])
  return { medicines: entries.map((entry) => entry.fields), prices }
}

async function readJson<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(path.join(fixturesFolder, name), 'utf8')) as T
}
