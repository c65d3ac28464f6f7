import type { ReactNode } from 'react'
import { useNavigation } from 'react-router'
import { Post } from '../../parts/post.tsx'

/** A part of a product's page. */
export function Part(props: { id: string; title: string; children: ReactNode }) {
  return (
    <section id={props.id} className="card pad scroll-mt-4" aria-labelledby={`${props.id}-title`}>
      <h2 id={`${props.id}-title`} className="mb-4">
        {props.title}
      </h2>
      {props.children}
    </section>
  )
}

type FormProps = { deed: string; className?: string; children: ReactNode }

export function PartForm({ deed, className = '', children }: FormProps) {
  return (
    <Post name={deed} className={className}>
      <input type="hidden" name="deed" value={deed} />
      {children}
    </Post>
  )
}

export const useBusy = (deed: string): boolean => useNavigation().formData?.get('deed') === deed
