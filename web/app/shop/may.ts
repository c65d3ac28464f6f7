import { useRouteLoaderData } from 'react-router'

/** What the visitor may change in the shop. What they may not is not offered; the API would refuse it. */
export type May = { orders: boolean; products: boolean; stock: boolean; staff: boolean }

const nothing: May = { orders: false, products: false, stock: false, staff: false }

export const useMay = (): May => useRouteLoaderData<{ may: May }>('shop/layout')?.may ?? nothing
