import type { people as contract } from '@mortar/contract'
import { address, aName } from '../../harness/index.ts'
import { person, type Rows } from '../row.ts'

const shop = () => ({ name: aName('Shop'), phone: '+33123456789', category: 'pharmacy', address, licence: 'FR-1' })

export const people: Rows<typeof contract> = {
  create_customer: { given: () => ({ body: person() }) },
  create_shopkeeper: { given: () => ({ body: { ...person(), shop: shop() } }) },
  register: { given: () => ({ body: { ...person(), role: 'shopkeeper', shop: shop() } }) },
}
