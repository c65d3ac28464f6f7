import type { ReactNode } from 'react'
import { useT } from './i18n/use.ts'
import { A } from './link.tsx'
import { homeOf, useFrame } from './person.ts'
import { Post } from './post.tsx'

/**
 * The ways to what somebody may act as besides buying, which everybody may: to what acts a link, to the rest a form, since going there
 * is a deed. Consoles are products of their own: they are entered by a full load.
 */
export function Hats({ className, icon }: { className: string; icon?: ReactNode }) {
  const t = useT()
  const hats = useFrame().person?.hats ?? []
  const isChoice = hats.length > 1
  return hats.map(({ id, role, shop, acts }) => {
    const name = role === 'admin' ? t('frame.admin') : isChoice ? (shop ?? t('frame.customer')) : t('frame.shop')
    return acts ? (
      <A key={id} to={homeOf(role)} reloadDocument className={className} aria-current={isChoice || undefined}>
        {icon} {name}
      </A>
    ) : (
      <Post key={id} action="/switch" reloadDocument silent>
        <button name="grant" value={id} className={`cursor-pointer ${className}`}>
          {icon} {name}
        </button>
      </Post>
    )
  })
}
