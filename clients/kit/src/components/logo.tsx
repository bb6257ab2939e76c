/** The mark: a drawing sheet with a door's swing in its corner. */
export function Logo() {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true">
      <path d="M12.5 2.5h-10v15h15V11" />
      <path className="o-arc" d="M12.5 2.5v8.5h5M12.5 2.5a8.5 8.5 0 0 1 5 8.5" />
    </svg>
  );
}
