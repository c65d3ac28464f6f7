import { Outlet } from 'react-router'
import { browserMessages } from '../parts/i18n/catalogues.ts'

await browserMessages('account')

/** No look of its own: the pages below it need the words of cart, checkout and account. */
export default function Account() {
  return <Outlet />
}
