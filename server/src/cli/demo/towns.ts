import type { Duty } from '@mortar/contract'

/**
 * The shops of the demo, one a town. Streets are made up; telephone numbers are of the ranges that France keeps for
 * fiction (ARCEP, decision 2018-0881); mail to `.invalid` reaches nobody (RFC 2606).
 */
export type Town = {
  town: string
  postcode: string
  phone: string
  /** What an order's delivery costs, and from which amount on it is free. */
  fee_minor: number
  free_from_minor: number | null
  /** How dear the shop is, in thousandths of the public price. */
  level: number
}

export const towns: readonly Town[] = [
  { town: 'Lyon', postcode: '69002', phone: '+33465710001', fee_minor: 490, free_from_minor: 4900, level: 1000 },
  { town: 'Nantes', postcode: '44000', phone: '+33261910002', fee_minor: 390, free_from_minor: 3900, level: 985 },
  { town: 'Lille', postcode: '59000', phone: '+33353010003', fee_minor: 590, free_from_minor: null, level: 960 },
  { town: 'Toulouse', postcode: '31000', phone: '+33536490004', fee_minor: 0, free_from_minor: null, level: 1030 },
  { town: 'Strasbourg', postcode: '67000', phone: '+33353010005', fee_minor: 450, free_from_minor: 6000, level: 1010 },
  { town: 'Rennes', postcode: '35000', phone: '+33261910006', fee_minor: 350, free_from_minor: 3500, level: 990 },
  { town: 'Bordeaux', postcode: '33000', phone: '+33536490007', fee_minor: 490, free_from_minor: 4500, level: 1020 },
  { town: 'Grenoble', postcode: '38000', phone: '+33465710008', fee_minor: 290, free_from_minor: 2900, level: 975 },
]

/** Asks to be let in: for the admin to decide. */
export const newcomer = { town: 'Dijon', postcode: '21000', phone: '+33353010009' }

export const shopName = (town: string) => `Demo Pharmacy ${town}`
export const usernameOf = (town: string) => `demo-${town.toLowerCase()}`
export const customers = [1, 2, 3, 4].map((n) => ({
  username: `demo-customer-${n}`,
  name: `Demo Customer ${n}`,
  town: towns[n * 2 - 1] ?? newcomer,
}))
/** The shop with people who work there besides its keeper, and what each may do. */
export const staffed = { town: 'Lyon' }
export const staff: readonly { duty: Duty; registration_number: string | null }[] = [
  { duty: 'pharmacist', registration_number: 'DEMO-RPPS-1' },
  { duty: 'counter', registration_number: null },
]
export const staffUsernameOf = (duty: Duty) => `${usernameOf(staffed.town)}-${duty}`

/** Works in two shops, and buys. */
export const substitute = { username: 'demo-substitute', name: 'Demo Substitute', towns: ['Lyon', 'Nantes'] }

export const adminUsername = 'demo-admin'
export const emailOf = (username: string) => `${username}@demo.invalid`

/** Known to everybody who reads this: a server in production does not start with it. */
export const demoPassword = 'mortar-demo-password'

export function addressIn({ town, postcode }: { town: string; postcode: string }, name: string) {
  return { name, line1: '1 rue de la Démonstration', city: town, postcode, country: 'FR' }
}
