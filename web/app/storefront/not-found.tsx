import { data } from 'react-router'

/** No page has this address, for a form neither. */
export const loader = () => {
  throw data(null, { status: 404 })
}
export const action = loader

export default function NotFound() {
  return null
}
