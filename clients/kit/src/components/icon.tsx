/** Line icons on a 16-px grid, drawn by us so that no icon font or package is loaded. */
const PATHS = {
  home: 'M2.5 7 8 2.5 13.5 7v6.5h-4V9.5h-3v4h-4z',
  board: 'M2.5 2.5h11v11h-11zM2.5 6.2h11M2.5 9.8h11M6.2 2.5v11M9.8 2.5v11',
  table: 'M2.5 3h11v10h-11zM2.5 6.3h11M2.5 9.6h11',
  alloc: 'M3 3.5h4v4H3zM9 8.5h4v4H9zM7 5.5h3.5v3M5 7.5v3h4',
  buyers:
    'M6 7.5a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6zM2 13.2c0-2.4 1.6-3.9 4-3.9s4 1.5 4 3.9M10.6 3.1a2.3 2.3 0 0 1 0 4.3M11.6 9.6c1.5.4 2.4 1.7 2.4 3.6',
  link: 'M6.7 9.3a2.6 2.6 0 0 0 3.7 0l2.2-2.2a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.3 6.7a2.6 2.6 0 0 0-3.7 0L3.4 8.9a2.6 2.6 0 0 0 3.7 3.7l.9-.9',
  team: 'M8 7.2a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3 13.6c0-2.7 2-4.4 5-4.4s5 1.7 5 4.4',
  chart: 'M2.5 13.5h11M4.5 11V7.5M8 11V3.5M11.5 11V6',
  audit: 'M3.5 2.5h6.2l2.8 2.8v8.2h-9zM9.5 2.5v3h3M5.5 8h5M5.5 10.6h3.5',
  card: 'M2 4h12v8.5H2zM2 6.8h12M4.3 10h2.4',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.4 10.4l3.1 3.1',
  down: 'M4.5 6.5 8 10l3.5-3.5',
  right: 'M6.3 4.3 10 8l-3.7 3.7',
  left: 'M9.7 4.3 6 8l3.7 3.7',
  x: 'M4 4l8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  check: 'M3.2 8.4 6.5 11.6 12.8 4.8',
  filter: 'M2.5 4h11M4.5 8h7M6.5 12h3',
  eye: 'M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8zM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z',
  lock: 'M3.8 7.2h8.4v6.3H3.8zM5.6 7.2V5a2.4 2.4 0 0 1 4.8 0v2.2',
  warn: 'M8 2.4 14.3 13.4H1.7zM8 6.6v3.2M8 11.6v.1',
  refresh: 'M13 6.2A5.3 5.3 0 0 0 3.4 5M3 9.8A5.3 5.3 0 0 0 12.6 11M13 3v3.2H9.8M3 13V9.8h3.2',
  up: 'M8 10V2.8M5 5.6l3-3 3 3M2.8 10.5v2.7h10.4v-2.7',
  dl: 'M8 2.8V10M5 7.2l3 3 3-3M2.8 10.8v2.4h10.4v-2.4',
  star: 'M8 2.3l1.7 3.6 4 .5-2.9 2.7.7 3.9L8 11.1 4.5 13l.7-3.9L2.3 6.4l4-.5z',
  dots: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  clock: 'M8 13.8A5.8 5.8 0 1 0 8 2.2a5.8 5.8 0 0 0 0 11.6zM8 4.8V8l2.2 1.5',
  globe:
    'M8 13.8A5.8 5.8 0 1 0 8 2.2a5.8 5.8 0 0 0 0 11.6zM2.2 8h11.6M8 2.2c3.6 3.9 3.6 7.7 0 11.6M8 2.2c-3.6 3.9-3.6 7.7 0 11.6',
  shield: 'M8 2l5 1.8v4c0 3-2 5.2-5 6.2-3-1-5-3.2-5-6.2v-4zM5.7 7.8l1.7 1.7 3-3.2',
  flip: 'M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8l-2.5 2.5L6 13',
  file: 'M3.5 2h6l3 3v9h-9zM9.5 2v3h3M5.5 8.5h5M5.5 11h5',
  undo: 'M6 3 2.8 6.2 6 9.4M3 6.2h6a3.8 3.8 0 0 1 0 7.6H6',
  mail: 'M2 3.8h12v8.5H2zM2.3 4.3 8 8.8l5.7-4.5',
  sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.4v1.4M8 13.2v1.4M1.4 8h1.4M13.2 8h1.4M3.3 3.3l1 1M11.7 11.7l1 1M12.7 3.3l-1 1M4.3 11.7l-1 1',
  pin: 'M8 14s4.5-4.2 4.5-7.5a4.5 4.5 0 0 0-9 0C3.5 9.8 8 14 8 14zM8 8a1.6 1.6 0 1 0 0-3.2A1.6 1.6 0 0 0 8 8z',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  arrow: 'M3 8h10M9.5 4.5 13 8l-3.5 3.5',
  sliders:
    'M2.5 5h5.2M11.3 5h2.2M9.5 6.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6zM2.5 11h2.2M8.3 11h5.2M6.5 12.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z',
  snow: 'M8 2v12M2.8 5l10.4 6M13.2 5 2.8 11',
  bell: 'M4 11.3V7a4 4 0 0 1 8 0v4.3l1 1H3zM6.8 14h2.4',
  moon: 'M13 9.6A5.6 5.6 0 0 1 6.4 3 5.4 5.4 0 1 0 13 9.6z',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  opens: 'M9.5 2.5h4v4M13.5 2.5 8 8M11.5 9.5v4h-9v-9h4',
  out: 'M6.5 2.5h-4v11h4M6 8h7.5M10.5 5l3 3-3 3',
  key: 'M10.2 9.3a3.6 3.6 0 1 0-3.4-2.4L2.5 11.2v2.3h2.4v-1.7h1.7v-1.7h1.6l.9-.9c.4.1.7.1 1.1.1zM11 5.2v.1',
  phone: 'M5 1.8h6v12.4H5zM7.3 12h1.4',
  print: 'M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z',
  edit: 'M2.8 13.2l.6-2.8 7.2-7.2 2.2 2.2-7.2 7.2zM9.2 4.6l2.2 2.2',
  building: 'M3.5 13.5v-11h9v11zM6 5.5h1M9 5.5h1M6 8h1M9 8h1M6 10.5h1M9 10.5h1',
} as const;

export type IconName = keyof typeof PATHS;

interface IconProps {
  name: IconName;
  /** Mirrors the icon in right-to-left layouts: for chevrons and arrows, never for plans or marks. */
  isDirectional?: boolean;
  className?: string;
}

/** A decorative icon; the control around it carries the accessible name. */
export function Icon({ name, isDirectional = false, className = '' }: IconProps) {
  return (
    <svg className={`o-i ${isDirectional ? 'o-flip-x' : ''} ${className}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
