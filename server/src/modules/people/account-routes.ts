import { account as contract } from '@mortar/contract'
import { serve, type Handlers, type Served } from '../../kernel/module.ts'
import { createAddress, deleteAddress, listAddresses, updateAddress } from './addresses.ts'
import { exportAll } from './keeps.ts'
import type { Means } from './means.ts'
import { updateProfile } from './profile.ts'

const { update_me, export_me } = contract
const { list_addresses, create_address, update_address, delete_address } = contract
const served = { update_me, export_me, list_addresses, create_address, update_address, delete_address }

/** What people do with what is kept about them: change, take along. That they leave is served by shops, which may wait for them. */
export function accountRoutes({ keeps }: Means): Served[] {
  const handlers: Handlers<typeof served> = {
    update_me: (tx, { person, body, ip, at }) => updateProfile(tx, person, body, ip, at),
    export_me: (tx, call) => exportAll(tx, call, keeps),

    list_addresses: (tx, { person }) => listAddresses(tx, person.id),
    create_address: (tx, { person, body, at }) => createAddress(tx, person.id, body, at),
    update_address: (tx, { person, params, body }) => updateAddress(tx, person.id, params.id, body),
    delete_address: (tx, { person, params }) => deleteAddress(tx, person.id, params.id),
  }
  return serve(served, handlers)
}
