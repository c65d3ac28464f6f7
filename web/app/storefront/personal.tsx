import { Outlet, useSearchParams } from 'react-router'
import { browserMessages } from '../parts/i18n/catalogues.ts'
import { useT } from '../parts/i18n/use.ts'
import { News } from './news.tsx'

await browserMessages('account')

/** No look of its own: the pages below it need the words of cart, checkout and account. */
export default function Account() {
  const t = useT()
  const [params] = useSearchParams()
  return (
    <>
      {params.has('registered') && (
        <News title={t('register.done')} to="/verify" link={t('register.verify')}>
          {t('register.mailed')}
        </News>
      )}
      <Outlet />
    </>
  )
}
