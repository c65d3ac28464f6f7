/** React puts these in the head, wherever they are written. */
export function Title({ children, description }: { children: string; description?: string }) {
  return (
    <>
      <title>{`${children} · Mortar`}</title>
      {description !== undefined && <meta name="description" content={description} />}
    </>
  )
}
