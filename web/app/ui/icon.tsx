import sprite from './icons.svg'

export type IconName =
  | 'search'
  | 'cart'
  | 'user'
  | 'bell'
  | 'check'
  | 'seal'
  | 'alert'
  | 'info'
  | 'truck'
  | 'box'
  | 'store'
  | 'menu'
  | 'next'
  | 'back'
  | 'filter'
  | 'globe'
  | 'clock'
  | 'mail'
  | 'calendar'
  | 'shield'
  | 'bin'
  | 'plus'
  | 'minus'
  | 'x'
  | 'list'
  | 'pill'
  | 'card'
  | 'home'
  | 'pin'
  | 'device'
  | 'phone'
  | 'download'
  | 'copy'
  | 'people'
  | 'pulse'

export { sprite as iconSprite }

/** Decoration only: what an icon means is always written beside it, or in the label of its button. */
export function Icon({ name, className = '' }: { name: IconName; className?: string }) {
  return (
    <svg className={`icon ${className}`} aria-hidden="true">
      <use href={`${sprite}#${name}`} />
    </svg>
  )
}
