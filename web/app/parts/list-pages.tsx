import { useLocation, useSearchParams } from 'react-router'
import { Pages } from '../ui/pages.tsx'
import { useT } from './i18n/use.ts'

type List = { next: string | null; previous: string | null }

/** The page number of a list's own address. */
export const pageOf = (params: URLSearchParams): number => {
  const page = params.get('page') ?? ''
  return /^[1-9]\d{0,5}$/.test(page) ? Number(page) : 1
}

/** Older and newer of a list whose page stands in the address as `page`. */
export function ListPages({ list }: { list: List }) {
  const t = useT()
  const { pathname } = useLocation()
  const [params] = useSearchParams()
  const page = pageOf(params)
  const to = (number: number) => {
    const next = new URLSearchParams(params)
    next.set('page', String(number))
    // What was done before is no news there.
    next.delete('done')
    if (number === 1) next.delete('page')
    return `${pathname}?${next.toString()}`
  }
  return (
    <Pages
      label={t('pages.label')}
      current={t('pages.current', { page })}
      back={t('pages.back')}
      next={t('pages.next')}
      backTo={list.previous === null ? null : to(page - 1)}
      nextTo={list.next === null ? null : to(page + 1)}
    />
  )
}
