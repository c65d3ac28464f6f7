import { Icon } from '../ui/icon.tsx'

/** Told before anything is in a cart. */
export function Delivery({ price, time }: { price: string; time: string }) {
  return (
    <p className="mt-2 flex gap-2 text-sm">
      <Icon name="truck" className="mt-0.5 text-accent" />
      <span>
        {price} <span className="block text-soft">{time}</span>
      </span>
    </p>
  )
}
