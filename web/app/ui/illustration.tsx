import sheet from './drawings.svg'

/** The symbols of the sheet. */
export type Drawing =
  | 'bottle'
  | 'box'
  | 'capsule'
  | 'coated'
  | 'drops'
  | 'effervescent'
  | 'infusion'
  | 'inhaler'
  | 'injection'
  | 'sachet'
  | 'softgel'
  | 'tablet'
  | 'tube'
  | 'wash'

/** Stands where a photograph of the product will be. Size comes from the class, the place is kept from the start. */
export function Illustration({ drawing, className = '' }: { drawing: Drawing; className?: string }) {
  return (
    <span className={`shelf grid place-items-center overflow-hidden rounded-xl ${className}`}>
      <svg viewBox="0 0 120 96" fill="none" aria-hidden="true" className="w-2/3 max-w-72">
        <use href={`${sheet}#${drawing}`} />
      </svg>
    </span>
  )
}
