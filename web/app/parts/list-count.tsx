import { useSearchParams } from 'react-router'
import { listHead } from '../ui/list-head.ts'
import { useT } from './i18n/use.ts'
import { pageOf } from './list-pages.tsx'

type List = { count: number; count_capped?: boolean | undefined }

/** How long a list is, and which page of it this is; where its pages and filters lead the keyboard. */
export function ListCount({ list: { count, count_capped } }: { list: List }) {
  const t = useT()
  const page = pageOf(useSearchParams()[0])
  return (
    <p {...listHead} className={count === 0 ? 'sr-only' : 'mb-3 text-sm text-soft'}>
      {t(count_capped === true ? 'pages.many' : 'pages.count', { count })}
      {page > 1 && ` · ${t('pages.current', { page })}`}
    </p>
  )
}
