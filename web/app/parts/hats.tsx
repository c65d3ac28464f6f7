import { useT } from './i18n/use.ts'
import { A } from './link.tsx'
import { homeOf, useFrame, type Hat } from './person.ts'
import { Post } from './post.tsx'

/** How a grant is called among others. */
export function useHatName(): (hat: Hat) => string {
  const t = useT()
  return ({ role, shop }) => t(`frame.hat.${role}`, { shop: shop ?? '' })
}

type Look = { className: string }

/**
 * The ways to what somebody may act as besides buying, which everybody may: to what acts a link, to the rest a form, since going there
 * is a deed. Whoever has one hat, and wears it, is offered no other. Consoles are products of their own: they are entered by a full load.
 */
export function Hats({ className }: Look) {
  const { person } = useFrame()
  const hats = person?.hats ?? []
  const nameOf = useHatName()
  if (!hasChoice(hats)) return <Consoles hats={hats.filter(({ acts }) => acts)} className={className} />
  return hats.map((hat) =>
    hat.acts ? (
      <A key={hat.id} to={homeOf(hat.role)} reloadDocument className={className} aria-current="true">
        {nameOf(hat)} ✓
      </A>
    ) : (
      <PutOn key={hat.id} hat={hat} className={className} />
    ),
  )
}

/** More than one besides that of a customer, or one that does not act. */
export const hasChoice = (hats: readonly Hat[]) => {
  const besides = hats.filter(({ role }) => role !== 'customer')
  return besides.length > 1 || besides.some(({ acts }) => !acts)
}

function Consoles({ hats, className }: Look & { hats: readonly Hat[] }) {
  const t = useT()
  return hats
    .filter(({ role }) => role !== 'customer')
    .map(({ id, role }) => (
      <A key={id} to={homeOf(role)} reloadDocument className={className}>
        {role === 'admin' ? t('frame.admin') : t('frame.shop')}
      </A>
    ))
}

export function PutOn({ hat, className }: Look & { hat: Hat }) {
  const name = useHatName()(hat)
  return (
    <Post action="/switch" reloadDocument silent>
      <button type="submit" name="grant" value={hat.id} className={`cursor-pointer ${className}`}>
        {name}
      </button>
    </Post>
  )
}
