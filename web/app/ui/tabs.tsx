import { Link } from 'react-router'
import { inList } from './list-head.ts'

export type Tab = { to: string; label: string; current: boolean }

/** Links that look like tabs: each is an address of its own. Scrolls sideways when it is wider than a phone. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  return (
    <nav aria-label={label} className="mb-5 overflow-x-auto pb-1">
      <ul className="flex gap-2">
        {tabs.map(({ to, label: text, current }) => (
          <li key={to} className="flex-none">
            <Link
              to={to}
              state={inList}
              preventScrollReset
              aria-current={current ? 'page' : undefined}
              className={`btn btn-small rounded-full ${current ? 'btn-main' : 'btn-calm'}`}
            >
              {text}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
