import { A } from '../parts/link.tsx'
import { Notice } from '../ui/notice.tsx'

export type Told = { title: string; children: string; to?: string; link?: string }

/** On top of a page: what the one before it has done, and where that goes on. */
export function News({ title, children, to, link }: Told) {
  return (
    <div className="mb-5">
      <Notice tone="good" title={title} announce="status">
        <p>
          {children}{' '}
          {to !== undefined && (
            <A to={to} className="link">
              {link}
            </A>
          )}
        </p>
      </Notice>
    </div>
  )
}
