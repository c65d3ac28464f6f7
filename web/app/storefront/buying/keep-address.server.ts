import { ApiError, addressInput } from '@mortar/contract'
import { addressOf } from '../../parts/address-fields.tsx'
import type { Web } from '../../parts/page.server.ts'
import { chosenAddress } from './delivery-address.tsx'

/**
 * Saves the address of an order that is placed, if that was wished. The order stands whatever comes of it: false says that
 * the address was not saved.
 */
export async function keepAddress({ api }: Web, form: FormData): Promise<boolean> {
  if (!form.has('keep_address') || typeof chosenAddress(form) === 'string') return true
  // In the form in which it is kept, whatever was typed.
  const typed = addressOf(form)
  const address = addressInput.safeParse(typed).data ?? typed
  try {
    const { results } = await api.list_addresses()
    // Sending the form twice is one order; it is one address, too.
    if (!results.some((saved) => isSame(saved.address, address))) await api.create_address({ body: { address } })
    return true
  } catch (error) {
    if (error instanceof ApiError) return false
    throw error
  }
}

const parts = ['name', 'phone', 'line1', 'line2', 'city', 'region', 'postcode', 'country'] as const

type Written = { [K in (typeof parts)[number]]?: string | undefined }
const isSame = (a: Written, b: Written) => parts.every((part) => a[part] === b[part])
