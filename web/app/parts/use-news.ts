import { useEffect, useRef, useState } from 'react'

/**
 * What is said when there is more of something than there was; nothing of what was there when somebody came, or of what is done.
 * Null: how much there is is not known, which is no news.
 */
export function useNews(count: number | null, sentence: string): string {
  const before = useRef(count)
  const [news, tell] = useState('')
  useEffect(() => {
    if (count === null) return
    if (before.current !== null && count > before.current) tell(sentence)
    before.current = count
  }, [count, sentence])
  return news
}
